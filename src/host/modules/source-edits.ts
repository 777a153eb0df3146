/** Changes to a text by positions in the text as it was; they must not overlap. */
export class SourceEdits {
  readonly #edits: { start: number; end: number; text: string }[] = [];

  /** Puts `text` in the place of `[start, end)`. At one position: in the order of the calls. */
  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  applyTo(source: string): string {
    let result = "";
    let done = 0;
    // Stable: insertions at one place stay in their order.
    for (const edit of this.#edits.toSorted((a, b) => a.start - b.start)) {
      result += source.slice(done, edit.start) + edit.text;
      done = edit.end;
    }
    return result + source.slice(done);
  }
}
