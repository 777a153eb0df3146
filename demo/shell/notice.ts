/** Something to tell the reader, once. */
export interface Notice {
  readonly text: string;
  readonly isProblem: boolean;
}

/** Shows a notice at the top of the page that `from` is in. */
export function tell(from: EventTarget, text: string, isProblem = false): void {
  const detail: Notice = { text, isProblem };
  from.dispatchEvent(new CustomEvent("notice", { detail, bubbles: true, composed: true }));
}

/** Does what the reader asked for, and tells what comes of it, or why it failed. */
export async function attempt(
  from: EventTarget,
  work: () => Promise<string | undefined>,
): Promise<void> {
  try {
    tell(from, (await work()) ?? "");
  } catch (error) {
    tell(from, error instanceof Error ? error.message : String(error), true);
  }
}
