import { test as base, expect, type Page } from "@playwright/test";
import type { Code } from "./pages/harness.ts";

const path = "test/e2e/pages/harness.html";

/** The test page, with the steps that many tests share. */
export class HarnessPage {
  readonly page: Page;
  readonly #code: Code;

  constructor(page: Page, code: Code) {
    this.page = page;
    this.#code = code;
  }

  /** The same steps on another page. */
  on(page: Page): HarnessPage {
    return new HarnessPage(page, this.#code);
  }

  /** Opens the page and starts the host. */
  async open(): Promise<void> {
    await this.page.goto(path);
    await this.#start();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.#start();
  }

  async #start(): Promise<void> {
    await this.page.waitForFunction(() => "harness" in globalThis);
    await this.page.evaluate((code) => harness.start(code), this.#code);
  }

  /** Waits for an event of this type about this object. */
  async event(type: string, name: string): Promise<void> {
    await this.page.waitForFunction(
      ([type, name]) =>
        harness.events.some(
          (event) => event.type === type && "actorName" in event && event.actorName === name,
        ),
      [type, name] as const,
    );
  }
}

interface Fixtures {
  code: Code;
  tab: HarnessPage;
}

/** `test` with its own tab. An unexpected page error fails the test. */
export const test = base.extend<Fixtures>({
  code: ["modules", { option: true }],
  tab: async ({ page, code }, use) => {
    const errors: Error[] = [];
    page.on("pageerror", (error) => void errors.push(error));
    await use(new HarnessPage(page, code));
    expect(errors).toEqual([]);
  },
});

export { expect };
