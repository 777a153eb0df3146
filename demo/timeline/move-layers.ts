export interface Placement {
  /** The offset of the layers from their rendered position, in px. */
  readonly shift: number;
  /** The position of now, as a share of the width. */
  readonly now: number;
  /** Width of the plot, in px. */
  readonly width: number;
}

/** Beyond this share of the width the tag is left of the line of now. */
const NEAR_END = 0.9;

/** Half a character of the ruler, and the gap between a label and the tag, in px. */
const HALF_CHARACTER = 3.5;
const AIR = 4;

/** Moves the layers and the line of now without a redraw. */
export function moveLayers(root: ParentNode, { shift, now, width }: Placement): void {
  for (const layer of root.querySelectorAll<HTMLElement>(".layer")) {
    layer.style.transform = `translateX(${shift}px)`;
  }
  const line = root.querySelector<HTMLElement>(".now");
  if (line === null) return;
  line.hidden = now < 0 || now > 1;
  line.style.transform = `translateX(${now * width}px)`;
  line.classList.toggle("left", now > NEAR_END);
  const room = line.querySelector<HTMLElement>(".tag")?.offsetWidth ?? 0;
  const start = now * width - (now > NEAR_END ? room : 0);
  yieldLabels(root, shift, line.hidden ? undefined : { from: start, to: start + room });
}

/** Hides a label that the tag of now would partly cover. */
function yieldLabels(
  root: ParentNode,
  shift: number,
  tag: { readonly from: number; readonly to: number } | undefined,
): void {
  for (const label of root.querySelectorAll<HTMLElement>(".tick > span")) {
    const at = Number.parseFloat(label.parentElement?.style.left ?? "") + shift;
    const half = label.textContent.length * HALF_CHARACTER + AIR;
    const covered = tag !== undefined && at + half > tag.from && at - half < tag.to;
    label.style.visibility = covered ? "hidden" : "";
  }
}
