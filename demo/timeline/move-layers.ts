/** Where what is drawn belongs at this moment. */
export interface Placement {
  /** How far the layers are from where they were drawn, in px. */
  readonly shift: number;
  /** Where now is, as a share of the width. */
  readonly now: number;
  /** Of the plot, in px. */
  readonly width: number;
}

/** Beyond this share of the width the words at the line of now are left of it. */
const NEAR_END = 0.9;

/** Moves the layers of the plot and the line of now, without drawing anything anew. */
export function moveLayers(root: ParentNode, { shift, now, width }: Placement): void {
  for (const layer of root.querySelectorAll<HTMLElement>(".layer")) {
    layer.style.transform = `translateX(${shift}px)`;
  }
  const line = root.querySelector<HTMLElement>(".now");
  if (line === null) return;
  line.hidden = now < 0 || now > 1;
  line.style.transform = `translateX(${now * width}px)`;
  line.classList.toggle("left", now > NEAR_END);
}
