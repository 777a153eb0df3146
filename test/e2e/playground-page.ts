import { test as base, expect, type Locator, type Page } from "@playwright/test";

export class PlaygroundPage {
  readonly page: Page;
  readonly card: Locator;
  readonly console: Locator;
  readonly timeline: Locator;
  readonly state: Locator;

  constructor(page: Page) {
    this.page = page;
    this.card = page.getByRole("region", { name: "Next alarm" });
    this.console = page.getByRole("log", { name: "Console" });
    this.timeline = page.getByRole("listbox", { name: "Timeline events" });
    this.state = page.getByRole("banner").getByRole("status");
  }

  async open(hash = ""): Promise<void> {
    await this.page.goto(hash);
  }

  async reload(): Promise<void> {
    await this.card.getByRole("button", { name: "Reload page" }).click();
    await this.running();
  }

  async running(): Promise<void> {
    await expect(this.state).toHaveText("Running");
  }

  /** Opens an example from the menu and waits until its code runs. */
  async choose(title: string): Promise<void> {
    await this.page.getByRole("button", { name: /^Project:/ }).click();
    await this.page.getByRole("menuitemradio", { name: title, exact: true }).click();
    await expect(this.card.locator("strong")).toHaveText(title);
    await this.running();
  }

  /** Sends a request of the example and waits for its answer. */
  async send(title: string, answer: string | RegExp): Promise<void> {
    await this.card.getByRole("button", { name: title, exact: true }).click();
    await expect(this.card.getByRole("status", { name: "Answer" })).toHaveText(answer);
  }

  async panel(title: string): Promise<void> {
    const tab = this.page.getByRole("tab", { name: title, exact: true });
    if ((await tab.getAttribute("aria-selected")) === "false") await tab.click();
  }

  /** Advances the clock to the next alarm. */
  async nextAlarm(): Promise<void> {
    await this.page.getByRole("button", { name: "Next alarm", exact: true }).click();
  }

  /** The marks in an object's lane whose names begin with `name`. */
  mark(lane: string, name: string): Locator {
    return this.timeline
      .getByRole("group", { name: new RegExp(`^${lane},`) })
      .getByRole("option", { name: new RegExp(`^${name}|and \\d+ more`) });
  }
}

interface Fixtures {
  playground: PlaygroundPage;
}

/** `test` with the playground. A page error or a violation of the content security policy fails it. */
export const test = base.extend<Fixtures>({
  playground: async ({ page }, use) => {
    const errors: string[] = [];
    page.on("pageerror", (error) => void errors.push(error.stack ?? error.message));
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) errors.push(message.text());
    });
    await use(new PlaygroundPage(page));
    expect(errors).toEqual([]);
  },
});

export { expect };
