import { CLAIM } from "../service-worker/messages.ts";

/** How long the page waits for its service worker before it starts without, in ms. */
const PATIENCE = 10_000;

/**
 * Registers the service worker and waits until it controls this page. Without service workers, as in
 * some private windows, the page's requests go to the network.
 */
export async function register(script: string, scope: string): Promise<void> {
  try {
    await Promise.race([control(script, scope), timeout()]);
  } catch (error) {
    // oxlint-disable-next-line no-console -- the page goes on without
    console.warn(`tabd: requests do not reach the worker: ${String(error)}`);
  }
}

async function control(script: string, scope: string): Promise<void> {
  if (!("serviceWorker" in navigator)) {
    throw new Error("this page has no service workers. They need HTTPS, or localhost.");
  }
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register(script, { scope, updateViaCache: "none" });
  if (serviceWorker.controller !== null) return;
  const controlled = new Promise<void>((resolve) =>
    serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true }),
  );
  // After a forced reload the page has no controller, although one is active.
  registration.active?.postMessage(CLAIM);
  await controlled;
}

function timeout(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error("the service worker did not start.")), PATIENCE);
  });
}
