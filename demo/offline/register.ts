/**
 * Stores the site's files for offline use, if this is a built site and the browser can.
 *
 * @param outdated is called when a file of this build is neither stored nor on the server any more.
 */
export async function keepOffline(outdated: () => void): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data === "tabd playground: reload") outdated();
  });
  // The files of the first view load before those for offline use.
  await new Promise<void>((resolve) => {
    if (document.readyState === "complete") resolve();
    else addEventListener("load", () => resolve(), { once: true });
  });
  try {
    await navigator.serviceWorker.register("./service-worker.js");
  } catch {
    // A private window, or no secure origin: the page works only online.
  }
}
