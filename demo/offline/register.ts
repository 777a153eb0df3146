/** Has the site's files kept for offline use, where it is a built site and the browser can. */
export async function keepOffline(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  // After the first view: the files that it needs come first.
  await new Promise<void>((resolve) => {
    if (document.readyState === "complete") resolve();
    else addEventListener("load", () => resolve(), { once: true });
  });
  try {
    await navigator.serviceWorker.register("./service-worker.js");
  } catch {
    // A private window, or no secure origin: the page works, but only online.
  }
}
