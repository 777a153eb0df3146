/** Edits of a text. Positions are those of the original; edits must not overlap. */
export class SourceEdits {
  readonly #edits: { start: number; end: number; text: string }[] = [];

  /** Replaces `[start, end)`. Edits at the same position keep the order of the calls. */
  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  applyTo(source: string): string {
    let result = "";
    let done = 0;
    // The sort is stable: edits at one position keep their order.
    for (const edit of this.#edits.toSorted((a, b) => a.start - b.start)) {
      result += source.slice(done, edit.start) + edit.text;
      done = edit.end;
    }
    return result + source.slice(done);
  }
}
