import type { ValueRow } from "./value-rows.ts";

/** The effect of a key: the row to expand or collapse, and the row to focus. */
export interface TreeMove {
  readonly toggle?: string;
  readonly focus?: string;
}

/**
 * The tree keys of the ARIA authoring practices; undefined for other keys.
 *
 * @param active the path of the focused row.
 */
export function treeMove(
  rows: readonly ValueRow[],
  active: string,
  key: string,
): TreeMove | undefined {
  const index = rows.findIndex(({ path }) => path === active);
  const row = rows[index];
  if (row === undefined) return undefined;
  const to = (target: ValueRow | undefined): TreeMove =>
    target === undefined ? {} : { focus: target.path };
  switch (key) {
    case "ArrowDown":
      return to(rows[index + 1]);
    case "ArrowUp":
      return to(rows[index - 1]);
    case "Home":
      return to(rows[0]);
    case "End":
      return to(rows.at(-1));
    case "ArrowRight": {
      if (row.open === false) return { toggle: row.path };
      const next = rows[index + 1];
      return row.open === true && next !== undefined && next.level > row.level ? to(next) : {};
    }
    case "ArrowLeft":
      if (row.open === true) return { toggle: row.path };
      return to(rows.slice(0, index).findLast(({ level }) => level < row.level));
    case "Enter":
    case " ":
      return row.open === undefined ? {} : { toggle: row.path };
    default:
      return undefined;
  }
}
