const { userAgent = "" } = (globalThis.navigator as Navigator | undefined) ?? {};

/** Safari, all browsers of iOS, WebKitGTK. Chromium's user agent has "AppleWebKit" too. */
const webKit = userAgent.includes("AppleWebKit/") && !/\b(?:\w*Chrome|Chromium)\//.test(userAgent);

/**
 * Commits a transaction now, without waiting for the answer to its last request.
 *
 * No effect in WebKit. There, an explicitly committed transaction never ends if its worker or page
 * goes away before all its requests are answered. It then blocks the database in all tabs until the
 * browser restarts (seen in WebKitGTK 2.50.6, once in a few dozen times). A transaction that commits
 * by itself is aborted properly.
 */
export function commitEarly(transaction: IDBTransaction): void {
  if (!webKit) transaction.commit();
}
