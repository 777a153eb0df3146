/**
 * Ends a host before its page goes into the browser's back/forward cache, for a page that comes back
 * from there is loaded anew.
 *
 * A cached page is frozen with its workers and its Web Locks: every other page would take the disk's
 * leader to be there, and wait until it is known to be silent. Chromium and Firefox do not cache a
 * page that has a lock; WebKit does.
 *
 * @param end called with the reason, while the page can still act.
 * @returns what stops watching.
 */
export function watchPageCache(end: (reason: Error) => void): () => void {
  // A page may also start its host from a worker of its own.
  if (typeof window === "undefined") return () => undefined;
  const hide = (event: PageTransitionEvent): void => {
    if (!event.persisted) return;
    window.addEventListener("pageshow", reload);
    end(new Error("the page went into the back/forward cache"));
  };
  window.addEventListener("pagehide", hide);
  return () => window.removeEventListener("pagehide", hide);
}

function reload(event: PageTransitionEvent): void {
  if (event.persisted) window.location.reload();
}
