import { type ValueKind, valueLook, type ValueLook } from "./value-look.ts";
import { inRanges, type ValuePart, type ValueParts } from "./value-parts.ts";

/** A row of a value tree. */
export interface ValueRow {
  /** Identifies the row within its tree, also after the value was replaced. */
  readonly path: string;
  /** 1 for the value itself. */
  readonly level: number;
  /** Its position among its siblings, from 1, and their number. */
  readonly position: number;
  readonly siblings: number;
  readonly label: string;
  readonly labelKind: ValuePart["labelKind"];
  readonly kind: ValueKind | "quiet" | "bytes";
  readonly text: string;
  /** The whole string, if `text` is cut. */
  readonly whole?: string;
  /** Whether it is expanded; undefined without parts. */
  readonly open: boolean | undefined;
}

/** The path of the first row. */
export const rootPath = "";

/** The visible rows for the expanded paths `open`. */
export function valueRows(value: unknown, open: ReadonlySet<string>, label = ""): ValueRow[] {
  const rows: ValueRow[] = [];
  const root: ValuePart = { label, labelKind: "key", value };
  addRow(rows, open, root, { path: rootPath, level: 1, position: 1, siblings: 1 }, []);
  return rows;
}

type Place = Pick<ValueRow, "path" | "level" | "position" | "siblings">;

function addRow(
  rows: ValueRow[],
  open: ReadonlySet<string>,
  part: ValuePart,
  place: Place,
  ancestors: readonly unknown[],
): void {
  const { label, labelKind, value, range } = part;
  const base = { ...place, label, labelKind };
  if (ancestors.includes(value) && typeof value === "object" && value !== null) {
    const up = ancestors.length - ancestors.indexOf(value);
    const text = `circular: ${up === 1 ? "the object itself" : `the object ${up} levels up`}`;
    rows.push({ ...base, kind: "quiet", text, open: undefined });
    return;
  }
  const look = lookOf(part);
  const parts = range ?? look.parts;
  const hasParts = (parts?.size ?? 0) > 0;
  const isOpen = hasParts || look.whole !== undefined ? open.has(place.path) : undefined;
  rows.push({ ...base, ...shown(look), open: isOpen });
  if (!isOpen || parts === undefined) return;
  const within = range === undefined ? [...ancestors, value] : ancestors;
  addParts(rows, open, inRanges(parts), place, within);
}

function addParts(
  rows: ValueRow[],
  open: ReadonlySet<string>,
  parts: ValueParts,
  { path, level }: Place,
  ancestors: readonly unknown[],
): void {
  const names = new Set<string>();
  for (let index = 0; index < parts.size; index++) {
    const part = parts.at(index);
    // Identified by its label, so that it stays open when others are inserted before it. Map keys
    // with equal labels share a path.
    const name = part.label.replaceAll("/", "//");
    const unique = names.has(name) ? `${name}#${index}` : name;
    names.add(unique);
    const inner = {
      path: `${path}/${unique}`,
      level: level + 1,
      position: index + 1,
      siblings: parts.size,
    };
    addRow(rows, open, part, inner, ancestors);
  }
}

type PartLook = Omit<ValueLook, "kind"> & { readonly kind: ValueRow["kind"] };

function lookOf({ empty, text, range, value }: ValuePart): PartLook {
  if (range !== undefined) return { kind: "quiet", text: "" };
  if (empty === true) return { kind: "quiet", text: "empty" };
  if (text !== undefined) return { kind: "bytes", text };
  return valueLook(value);
}

function shown({ kind, text, whole }: PartLook): Pick<ValueRow, "kind" | "text" | "whole"> {
  return { kind, text, ...(whole !== undefined && { whole }) };
}
