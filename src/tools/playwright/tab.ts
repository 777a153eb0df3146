import type { JSHandle, Page } from "@playwright/test";
import type { PageRegistry, ServerEntry } from "./page-registry.ts";

/** How long a page may take to start a server, in ms: less than the time limit of a test. */
const PATIENCE = 15_000;

/** A page with a server of tabd. */
export class Tab {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until the page has started its server, and runs a function with it in the page. */
  async run<Arg, Result>(
    body: (entry: ServerEntry, arg: Arg) => Result | Promise<Result>,
    arg: Arg,
  ): Promise<Result> {
    const entry = await this.#entry();
    try {
      const run = body as (entry: ServerEntry, arg: unknown) => Promise<Result>;
      return await entry.evaluate(run, arg);
    } catch (error) {
      throw withoutPrefix(error);
    } finally {
      void entry.dispose().catch(() => undefined);
    }
  }

  ready(): Promise<void> {
    return this.run(() => undefined, undefined);
  }

  async #entry(): Promise<JSHandle<ServerEntry>> {
    const ends = performance.now() + PATIENCE;
    for (;;) {
      try {
        return await withDeadline(this.#current(), ends, () => this.#missing());
      } catch (error) {
        if (performance.now() > ends || !isNavigation(error)) throw withoutPrefix(error);
      }
    }
  }

  async #current(): Promise<JSHandle<ServerEntry>> {
    return this.page.evaluateHandle(() => {
      const registry = (globalThis as unknown as { [key: symbol]: PageRegistry | undefined })[
        Symbol.for("tabd.servers")
      ];
      if (registry !== undefined) return registry.current();
      throw new Error(
        "The fixture was not on this page when it loaded. Call tabd.attach(page) before " +
          "page.goto(), or use a page of the test's own context.",
      );
    });
  }

  #missing(): Error {
    return new Error(
      `${this.page.url()} has no server of tabd after ${PATIENCE / 1000} s. The page must call ` +
        "serve(). After tabd.crash(), a page that does not call it again needs tabd.reload().",
    );
  }
}

async function withDeadline<T>(value: Promise<T>, ends: number, late: () => Error): Promise<T> {
  value.catch(() => undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await Promise.race([
      value,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(late()), ends - performance.now());
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** The page was replaced while the test waited in it. */
function isNavigation(error: unknown): boolean {
  return /context was destroyed|navigation|Cannot find context/i.test(String(error));
}

/** The page's error without Playwright's name of the call. */
function withoutPrefix(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  error.message = error.message
    .replace(/^(?:jsHandle|page)\.\w+: /, "")
    .replace(/\n +at [^]*$/, "")
    .replace(/^Error: /, "");
  return error;
}
