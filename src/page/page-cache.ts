/**
 * Ends a host before its page enters the browser's back/forward cache; a page that returns from
 * there is reloaded. A cached page is frozen with its workers and its Web Locks, so other pages
 * would wait until its silence shows that the leader is gone. Chromium and Firefox do not cache a
 * page that holds a lock; WebKit does.
 *
 * @param end called with the reason, while the page can still act.
 * @returns stops watching.
 */
export function watchPageCache(end: (reason: Error) => void): () => void {
  // A page may also start its host from its own worker.
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
