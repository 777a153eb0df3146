import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContext, Page } from "@playwright/test";
import type { WorkerConfig } from "../../config/config.ts";
import type { AnyEnv } from "../../page/env-of.ts";
import type { DiskFiles, ExportedDisk } from "../../page/files.ts";
import type { ExportOptions, ImportOptions, ImportReport } from "../../protocol/host-control.ts";
import type { ClockState, HostEvent } from "../../protocol/events.ts";
import { EventLog } from "./event-log.ts";
import { OWN_PAGE, serveOwnPage } from "./own-page.ts";
import { receiveResponse, sendInPage, sendRequest } from "./page-requests.ts";
import { BINDING, installRegistry, type PageMessage } from "./page-registry.ts";
import { pageValues } from "./page-values.ts";
import { persistentBrowserOf } from "./persistent-browser.ts";
import { step } from "./step.ts";
import { Tab } from "./tab.ts";
import { TabdClock } from "./tabd-clock.ts";
import { TabdObject } from "./tabd-object.ts";

/** The names of the namespaces in `env`. */
type NamespaceName<Env> = {
  [Name in keyof Env]: Env[Name] extends { getByName: unknown } ? Name : never;
}[keyof Env] &
  string;
type StubOf<Namespace> = 0 extends 1 & Namespace
  ? // oxlint-disable-next-line typescript/no-explicit-any -- methods of any name
    any
  : Namespace extends { getByName(...args: never): infer Stub }
    ? Stub
    : never;

/** @internal */
export interface TabdParts {
  readonly context: BrowserContext;
  readonly browserName: string;
  /** The worker of the fixture's own page. */
  readonly config: WorkerConfig | undefined;
  readonly clock: ClockState | undefined;
}

/** A tabd in the browser of a test: its tabs, its clock, its objects and their events. */
export class Tabd<Env = AnyEnv> {
  /** The clock of the host. */
  readonly clock: TabdClock;
  readonly #parts: TabdParts;
  readonly #log: EventLog;
  readonly #tabs: Tab[] = [];
  readonly #installed = new WeakSet<BrowserContext>();
  #context: BrowserContext;
  /** Where `newTab()` goes. */
  #url = OWN_PAGE;

  /** @internal */
  constructor(parts: TabdParts) {
    this.#parts = parts;
    this.#context = parts.context;
    this.#log = new EventLog(parts.clock);
    this.clock = new TabdClock(() => this.#lastTab(), this.#log.clock);
  }

  /** The newest open tab. It changes with `newTab()`, `closeTab()`, `crashPage()` and `killBrowser()`. */
  get page(): Page {
    return this.#tab().page;
  }

  /** The context of the tabs. `killBrowser()` changes it. */
  get context(): BrowserContext {
    return this.#context;
  }

  /**
   * Uses the server that a page starts by itself. The page does nothing but call `serve()` of `tabd`.
   * If the page is of another context than the test's own, call this before `page.goto()`.
   */
  attach(page: Page): Promise<void> {
    return step("tabd.attach", [], async () => {
      this.#context = page.context();
      await this.install(this.#context);
      this.#tabs.push(new Tab(page));
    });
  }

  /** Reloads the page and waits for its server. */
  reload(): Promise<void> {
    return step("tabd.reload", [], async () => {
      const tab = this.#tab();
      await lastEvents(tab);
      await tab.page.reload();
      await tab.ready();
    });
  }

  /** Closes the newest tab, without asking its page. */
  closeTab(): Promise<void> {
    return step("tabd.closeTab", [], async () => {
      await lastEvents(this.#tab());
      await this.#close(this.#tab());
    });
  }

  /** Opens the same address in another tab and waits for its server. */
  newTab(): Promise<Page> {
    return step("tabd.newTab", [], () => this.#open());
  }

  /**
   * Ends the host of the newest tab at once. The fixture's own page then starts a new one. A page of
   * yours may do so; else call {@link reload}.
   */
  crash(): Promise<void> {
    return step("tabd.crash", [], async () => {
      await this.#tab().run((entry) => entry.crash(), undefined);
      if (this.#parts.config !== undefined) await this.#tab().ready();
    });
  }

  /** Crashes the page's process, and opens the address again in a new tab. Chromium only. */
  crashPage(): Promise<Page> {
    return step("tabd.crashPage", [], async () => {
      const { browserName } = this.#parts;
      if (browserName !== "chromium") {
        throw new Error(
          `tabd.crashPage() works in Chromium only, not in ${browserName}: use tabd.killBrowser().`,
        );
      }
      const tab = this.#tab();
      const session = await this.#context.newCDPSession(tab.page);
      const crashed = tab.page.waitForEvent("crash");
      void session.send("Page.crash").catch(() => undefined);
      await crashed;
      await this.#close(tab);
      return this.#open();
    });
  }

  /**
   * Kills the browser's processes (SIGKILL), starts the browser with the same profile, and opens the
   * address again. Needs `tabdOptions: { persistent: true }`.
   */
  killBrowser(): Promise<Page> {
    return step("tabd.killBrowser", [], async () => {
      const browser = persistentBrowserOf(this.#context);
      if (browser === undefined) {
        throw new Error(
          "tabd.killBrowser() needs a profile on disk: test.use({ tabdOptions: { …, persistent: true } }).",
        );
      }
      this.#url = this.#tab().page.url();
      this.#context = await browser.restart();
      this.#tabs.length = 0;
      await this.install(this.#context);
      return this.#open();
    });
  }

  /** Disconnects all tabs from the network, until {@link goOnline}. */
  goOffline(): Promise<void> {
    return step("tabd.goOffline", [], () => this.context.setOffline(true));
  }

  goOnline(): Promise<void> {
    return step("tabd.goOnline", [], () => this.context.setOffline(false));
  }

  /**
   * An object by the name of its binding, and its own name or `{ id }`.
   *
   * ```ts
   * const tea = tabd.object("REMINDERS", "tea");
   * await tea.call("remind", "The tea is ready", 30_000);
   * await expect(tea).toHaveAlarm({ within: 30_000 });
   * ```
   */
  object<Name extends NamespaceName<Env>>(
    binding: Name,
    name: string | { readonly id: string },
  ): TabdObject<StubOf<Env[Name]>> {
    const address = typeof name === "string" ? { binding, name } : { binding, id: name.id };
    return new TabdObject(() => this.#tab(), this.#log, address);
  }

  /** Sends a request to the worker's default handler. A relative URL is resolved against `http://tabd/`. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const url = typeof input === "string" ? new URL(input, "http://tabd/") : input;
    const request = new Request(url, init);
    return step("tabd.fetch", [request.url], async () =>
      receiveResponse(
        await this.#tab().run(
          ({ server, send }, request) => send((made) => server.fetch(made), request),
          await sendRequest(request),
        ),
      ),
    );
  }

  /** Every event since the start of the test, over reloads and crashes, oldest first. */
  async events(): Promise<readonly HostEvent[]> {
    // The answer follows the events that were sent before it.
    await this.#lastTab()?.run(({ server }) => server.inspect.namespaces(), undefined);
    return [...this.#log.all];
  }

  /** Every file of the disk, as `server.export()`. */
  export(options: ExportOptions = {}): Promise<ExportedDisk> {
    return step("tabd.export", [], () =>
      this.#tab().run(({ server }, options) => server.export(options), options),
    );
  }

  /** Stores files, as `server.import()`. */
  import(files: DiskFiles, options: ImportOptions = {}): Promise<ImportReport> {
    return step("tabd.import", [], () =>
      this.#tab().run(({ server }, { files, options }) => server.import(files, options), {
        files,
        options,
      }),
    );
  }

  /** Deletes every file and alarm, forgets the events, and sets the clock as at the start. */
  reset(): Promise<void> {
    return step("tabd.reset", [], async () => {
      const { clock = { mode: "real" } } = this.#parts;
      await this.#tab().run(async ({ server }, clock) => {
        await server.wipe();
        if (clock.mode === "frozen") await server.clock.freeze(clock.now);
        else if (clock.mode === "rated") await server.clock.run(clock.rate, clock.now);
        else await server.clock.real();
      }, clock);
      this.#log.clear();
    });
  }

  /** @internal */
  get log(): EventLog {
    return this.#log;
  }

  /** @internal */
  get isOpen(): boolean {
    return this.#lastTab() !== undefined;
  }

  /** Opens the fixture's own page. @internal */
  async openOwnPage(page: Page): Promise<void> {
    await this.#start(page);
  }

  /** Makes pages of a context report their servers. @internal */
  async install(context: BrowserContext): Promise<void> {
    if (this.#installed.has(context)) return;
    this.#installed.add(context);
    if (this.#parts.config !== undefined) await serveOwnPage(context);
    await context.exposeBinding(BINDING, (_source, message: PageMessage) => this.#answer(message));
    const tools = `{ ...(${String(pageValues)})(), send: ${String(sendInPage)} }`;
    await context.addInitScript({
      content: `(${String(installRegistry)})(${JSON.stringify(BINDING)}, ${tools});`,
    });
  }

  #answer(message: PageMessage): unknown {
    switch (message.type) {
      case "events":
        return this.#log.add(message.events);
      case "clock":
        return this.#log.clock.state;
      case "config":
        return pageValues().encode(this.#parts.config);
    }
  }

  async #open(): Promise<Page> {
    this.#url = this.#lastTab()?.page.url() ?? this.#url;
    const page = await this.#context.newPage();
    await this.#start(page);
    return page;
  }

  async #start(page: Page): Promise<void> {
    const tab = new Tab(page);
    this.#tabs.push(tab);
    await page.goto(this.#url);
    await tab.ready();
  }

  async #close(tab: Tab): Promise<void> {
    this.#url = tab.page.url();
    this.#tabs.splice(this.#tabs.indexOf(tab), 1);
    await tab.page.close();
  }

  #lastTab(): Tab | undefined {
    return this.#tabs.findLast(({ page }) => !page.isClosed());
  }

  #tab(): Tab {
    const tab = this.#lastTab();
    if (tab !== undefined) return tab;
    throw new Error(
      "No tab is open. Call tabd.newTab(); or tabd.attach(page), for a page that calls serve() " +
        "itself; or give the fixture a worker: test.use({ tabdOptions: { worker } }).",
    );
  }
}

/** Waits for events that the host has sent, but no longer than a second: it may be stuck. */
async function lastEvents(tab: Tab): Promise<void> {
  const answer = tab.run(({ server }) => server.inspect.namespaces(), undefined);
  await Promise.race([answer.catch(() => undefined), sleep(1_000, undefined, { ref: false })]);
}
