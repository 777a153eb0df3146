import type { MarkRef } from "./timeline-state.ts";

/** The mark that is the target of a DOM event. */
export function markOf(event: Event): MarkRef | undefined {
  const option = (event.target as Element).closest<HTMLElement>("[role=option]");
  const { row, key } = option?.dataset ?? {};
  return row === undefined || key === undefined ? undefined : { row, mark: key };
}

/** The element of a mark, if it is rendered. */
export function markElement(root: ParentNode, key: string): HTMLElement | undefined {
  const options = root.querySelectorAll<HTMLElement>("[role=option]");
  return [...options].find(({ dataset }) => dataset["key"] === key);
}
