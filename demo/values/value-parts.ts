/** The parts of a value, made only when they are looked at. */
export interface ValueParts {
  readonly size: number;
  at(index: number): ValuePart;
}

export interface ValuePart {
  readonly label: string;
  readonly labelKind: "key" | "index" | "internal";
  readonly value: unknown;
  /** Nothing is there: a hole of an array. */
  readonly empty?: true;
  /** Stands for the value: a row of bytes. */
  readonly text?: string;
  /** A range of the parts, which has parts itself. */
  readonly range?: ValueParts;
}

export function namePart(
  label: string,
  labelKind: ValuePart["labelKind"],
  value: unknown,
): ValuePart {
  return { label, labelKind, value };
}

/** A key as an object literal has it. */
export function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** How many parts are shown at once. */
const PAGE = 100;

/** Parts of which there are at most {@link PAGE}: of more, ranges, and of very many, ranges of ranges. */
export function inRanges(parts: ValueParts, start = 0, size = parts.size): ValueParts {
  if (size <= PAGE) return { size, at: (index) => parts.at(start + index) };
  let step = PAGE;
  while (step * PAGE < size) step *= PAGE;
  const at = (index: number): ValuePart => {
    const from = start + index * step;
    const length = Math.min(step, start + size - from);
    const label = `${from} … ${from + length - 1}`;
    return { label, labelKind: "internal", value: undefined, range: inRanges(parts, from, length) };
  };
  return { size: Math.ceil(size / step), at };
}
