/** A text does not read as a JavaScript literal. The message says where and what is wrong. */
export class LiteralError extends Error {
  override readonly name = "LiteralError";
  /** In UTF-16 units from the beginning of the text. */
  readonly position: number;

  constructor(problem: string, text: string, position: number) {
    super(`${placeOf(text, position)}: ${problem}.`);
    this.position = position;
  }
}

/** Lines and columns count from 1; a text of one line has columns only. */
function placeOf(text: string, position: number): string {
  const lines = text.slice(0, position).split("\n");
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return text.includes("\n") ? `Line ${lines.length}, column ${column}` : `Column ${column}`;
}
