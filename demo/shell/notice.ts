/** A short message to the reader. */
export interface Notice {
  readonly text: string;
  readonly isProblem: boolean;
}

/** Shows a notice on the page that contains `from`. */
export function notify(from: EventTarget, text: string, isProblem = false): void {
  const detail: Notice = { text, isProblem };
  from.dispatchEvent(new CustomEvent("notice", { detail, bubbles: true, composed: true }));
}

/** Runs an action and shows its result or error as a notice. */
export async function attempt(
  from: EventTarget,
  work: () => Promise<string | undefined>,
): Promise<void> {
  try {
    notify(from, (await work()) ?? "");
  } catch (error) {
    notify(from, error instanceof Error ? error.message : String(error), true);
  }
}
