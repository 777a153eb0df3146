import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { linkOf } from "../../demo/share/share-link.ts";
import { test } from "./playground-page.ts";

/** The attempts that were not refused. */
function reached(outcomes: Readonly<Record<string, string>>): string[] {
  return Object.entries(outcomes).flatMap(([name, outcome]) =>
    outcome.startsWith("REACHED") ? `${name}: ${outcome}` : [],
  );
}

for (const kind of ["isolated", "direct"] as const) {
  test(`${kind}: no attempt reaches objects that are not the code's own`, async ({ page }) => {
    await page.goto("test/e2e/pages/harness.html");
    await page.waitForFunction(() => "harness" in globalThis);
    const { outcomes, ...rest } = await page.evaluate((how) => harness.attack(how), kind);
    expect(Object.keys(outcomes).length).toBe(kind === "isolated" ? 64 : 53);
    expect(reached(outcomes)).toEqual([]);
    expect(rest).toEqual({
      victim: "kept",
      cached: "the page's own",
      lockHeld: true,
      heard: [],
      ownDisk: true,
      serviceWorkers: 0,
    });
  });
}

test("a link's code changes nothing of the playground's", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.running();
  // Until the service worker has stored the site.
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active === null || active.state === "activated") return;
    await new Promise((resolve) => active.addEventListener("statechange", resolve));
  });
  const state = (): Promise<PageState> => page.evaluate(readState);
  const before = await state();
  expect(Object.keys(before.files).length).toBeGreaterThan(10);
  const attacker = await readFile(new URL("pages/attacker.js", import.meta.url), "utf8");
  const site = new URL("./", page.url()).href;
  const link = await linkOf(
    {
      files: { "attacker.js": attacker.replace("SITE", site) },
      config: {
        main: "attacker.js",
        compatibilityDate: "2026-11-17",
        namespaces: [{ className: "Attacker", binding: "ATTACKERS" }],
      },
      requests: [{ kind: "http", title: "Attack", method: "GET", url: "http://localhost/" }],
      name: "attacks",
      disk: "attacks",
    },
    "http://localhost/",
  );
  await page.goto("about:blank");
  await playground.open(new URL(link).hash);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await playground.running();
  await playground.send("Attack", "200 64 attempts, reached:");
  expect(await state()).toMatchObject({ ...before });
  await page.reload();
  await playground.running();
  expect(await state()).toMatchObject({ ...before });
});

interface PageState {
  /** The hash of each file that the service worker has stored. */
  readonly files: Readonly<Record<string, string>>;
  readonly databases: Readonly<Record<string, boolean>>;
  readonly serviceWorkers: readonly string[];
}

async function readState(): Promise<PageState> {
  const files: Record<string, string> = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const key of await cache.keys()) {
      const bytes = (await (await cache.match(key))?.arrayBuffer()) ?? new ArrayBuffer(0);
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      files[`${name} ${key.url}`] = Array.from(hash, (byte) => byte.toString(16)).join("");
    }
  }
  const databases = (await indexedDB.databases()).map(({ name }) => [name, true]);
  const registrations = await navigator.serviceWorker.getRegistrations();
  return {
    files,
    databases: Object.fromEntries(databases) as Record<string, boolean>,
    serviceWorkers: registrations.map(({ scope, active }) => `${scope} ${active?.scriptURL}`),
  };
}
