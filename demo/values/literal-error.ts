/** A text is not a valid JavaScript literal. The message has the position and the reason. */
export class LiteralError extends Error {
  override readonly name = "LiteralError";
  /** In UTF-16 units from the start of the text. */
  readonly position: number;

  constructor(problem: string, text: string, position: number) {
    super(`${placeOf(text, position)}: ${problem}.`);
    this.position = position;
  }
}

/** Lines and columns count from 1. A text of one line has only columns. */
function placeOf(text: string, position: number): string {
  const lines = text.slice(0, position).split("\n");
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return text.includes("\n") ? `Line ${lines.length}, column ${column}` : `Column ${column}`;
}
