import { type Browser, chromium, type Page } from "playwright";
import type { ServeOptions, Server } from "tabd";
import { afterAll, beforeAll, inject } from "vitest";

/** How the page has the worker's code: as text, or in its own bundle. */
type Form = "modules" | "worker";

/** The globals of `page.js`. */
interface PageGlobals {
  // oxlint-disable-next-line typescript/no-explicit-any -- each guest has bindings of its own
  readonly server: Server<any>;
  readonly socket: WebSocket;
  start(guest: string, form: Form, config: object, options: ServeOptions): Promise<void>;
  client(module: string, name: string, ...args: unknown[]): Promise<unknown>;
  connect(path: string): Promise<void>;
  received(count: number): Promise<unknown[]>;
}

declare global {
  // oxlint-disable-next-line typescript/no-empty-object-type -- the page's global scope has more
  interface Window extends PageGlobals {}
}

interface Init {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A guest: the worker `workers/<name>.js` in a page of its own. */
export interface Guest {
  /** Sends a request to the worker. @returns the status and the body, decoded if it is JSON. */
  fetch(path: string, init?: Init): Promise<{ status: number; body: unknown }>;
  /** Calls a method of an object. */
  call(className: string, name: string, method: string, ...args: unknown[]): Promise<unknown>;
  /** Runs a function of `clients/<module>.js` in the page: code that uses the worker. */
  client(module: string, name: string, ...args: unknown[]): Promise<unknown>;
  /** Opens the page's WebSocket to the worker. */
  connect(path: string): Promise<void>;
  /** Sends `messages`, and waits for `count` messages of the worker. */
  exchange(messages: readonly string[], count: number): Promise<unknown[]>;
  /** Ends an object. Its hibernated WebSockets stay open. */
  evict(className: string, name: string): Promise<void>;
  /** Sets the worker's clock: the alarms before `time` fire, each at its own time. */
  setTime(time: string): Promise<void>;
  /** Reloads the page and starts the server again on the same disk, with the same clock. */
  reload(): Promise<void>;
}

/**
 * Opens the page of a guest before the tests of a file.
 *
 * @param classes the Durable Object classes; each class is also the name of its binding
 * @param time the worker's time at start, if not the real one
 */
export function openGuest(
  name: string,
  classes: readonly string[],
  time?: string,
  form: Form = "modules",
): Guest {
  let browser: Browser;
  let page: Page;
  const config = {
    compatibilityDate: "2026-11-17",
    durableObjectNamespaces: classes.map((className) => ({
      className,
      uniqueKey: `${name}-${className}`,
      enableSql: true,
    })),
    durableObjectStorage: { localDisk: name },
    bindings: Object.fromEntries(
      classes.map((className) => [className, { durableObjectNamespace: className }]),
    ),
  };

  const start = async (options: ServeOptions): Promise<void> => {
    await page.waitForFunction(() => "start" in window);
    await page.evaluate((args) => window.start(...args), [name, form, config, options] as const);
  };
  const setTime = (time: string): Promise<void> =>
    page.evaluate((time) => window.server.clock.set(time), Date.parse(time));

  beforeAll(async () => {
    browser = await chromium.connect(inject("guestBrowser"));
    page = await browser.newPage();
    await page.goto(inject("guests"));
    await start({});
    if (time !== undefined) await setTime(time);
  });
  afterAll(() => browser.close());

  return {
    setTime,
    fetch: (path, init) =>
      page.evaluate(
        async ([path, init]) => {
          const response = await window.server.fetch(path, init);
          const text = await response.text();
          const json = response.headers.get("content-type")?.includes("json") ?? false;
          return { status: response.status, body: json ? JSON.parse(text) : text };
        },
        [path, init] as const,
      ),
    call: (...call) =>
      page.evaluate(
        ([className, name, method, ...args]) =>
          window.server.env[className].getByName(name)[method](...args),
        call,
      ),
    client: (...call) => page.evaluate((call) => window.client(...call), call),
    connect: (path) => page.evaluate((path) => window.connect(path), path),
    exchange: (messages, count) =>
      page.evaluate(
        ([messages, count]) => {
          for (const message of messages) window.socket.send(message);
          return window.received(count);
        },
        [messages, count] as const,
      ),
    evict: (className, name) =>
      page.evaluate((actor) => window.server.control.evict(actor), { className, name }),
    async reload() {
      const clock = await page.evaluate(() => window.server.clock.state());
      await page.reload();
      await start({ clock });
    },
  };
}
