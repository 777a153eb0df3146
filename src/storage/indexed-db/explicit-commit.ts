const { userAgent = "" } = (globalThis.navigator as Navigator | undefined) ?? {};

/** Safari, the browsers of iOS and WebKitGTK; Chromium's name has "AppleWebKit" in it too. */
const webKit = userAgent.includes("AppleWebKit/") && !/\b(?:\w*Chrome|Chromium)\//.test(userAgent);

/**
 * Says that nothing more comes in a transaction; without it the browser waits for the answer to the
 * last request, and commits then.
 *
 * Not in WebKit. There, a transaction that was told to commit is never ended if its worker is
 * terminated, or its page goes, before all its requests are answered: whoever uses the database
 * later, in any tab, waits for it until the browser is started again (seen in WebKitGTK 2.50.6, each
 * few dozen times). One that commits by itself is aborted properly.
 */
export function commitEarly(transaction: IDBTransaction): void {
  if (!webKit) transaction.commit();
}
