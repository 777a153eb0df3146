/**
 * Calls `wake` whenever timers may be late: timers of a hidden, frozen or sleeping page, and of its
 * host, fire late or never.
 *
 * @returns stops it.
 */
export function watchVisibility(wake: () => void): () => void {
  const ends: (() => void)[] = [];
  const listen = (target: EventTarget, type: string, listener: () => void): void => {
    target.addEventListener(type, listener);
    ends.push(() => target.removeEventListener(type, listener));
  };
  // A page may also start its host from its own worker, which has neither event.
  if (typeof document !== "undefined") {
    listen(document, "visibilitychange", () => {
      if (document.visibilityState === "visible") wake();
    });
    listen(document, "resume", wake);
  }
  if (typeof window !== "undefined") {
    listen(window, "pageshow", wake);
    listen(window, "focus", wake);
  }
  return () => {
    for (const end of ends) end();
  };
}
