import { setTimeout as sleep } from "node:timers/promises";

/**
 * Starts a browser through a newly started WebDriver server.
 *
 * @param {string} driver the driver's URL
 * @param {object} capabilities
 */
export async function startSession(driver, capabilities) {
  await ready(driver);
  const started = await call("POST", `${driver}/session`, {
    capabilities: { alwaysMatch: { timeouts: { script: 120_000 }, ...capabilities } },
  });
  const session = `${driver}/session/${started.sessionId}`;
  const blank = await call("GET", `${session}/window`);
  return new WebDriverSession(session, blank, String(started.capabilities.browserVersion));
}

/** A WebDriver session over HTTP, with the commands that the scenarios need. */
class WebDriverSession {
  /** The browser's version. */
  version;
  #base;
  /** The browser's first tab, which stays open. */
  #blank;
  /** The end of the call before: a session handles one at a time. @type {Promise<unknown>} */
  #last = Promise.resolve();
  /** The tab that the session's commands go to. @type {string | undefined} */
  #current;

  /**
   * @param {string} base the session's URL
   * @param {string} blank the handle of its tab
   * @param {string} version
   */
  constructor(base, blank, version) {
    this.#base = base;
    this.#blank = blank;
    this.version = version;
  }

  /** Opens a tab. @returns {Promise<import("./driver.d.ts").Tab>} */
  async newTab() {
    // A session can open a tab only from an open one.
    const { handle } = await this.#in(this.#blank, "/window/new", { type: "tab" });
    return {
      goto: async (url) => void (await this.#in(handle, "/url", { url })),
      reload: async () => void (await this.#in(handle, "/refresh", {})),
      evaluate: (expression) => this.#evaluate(handle, expression),
      close: () => this.#close(handle),
    };
  }

  /**
   * @param {string} handle
   * @param {string} expression
   * @returns {Promise<string>}
   */
  async #evaluate(handle, expression) {
    const script = `
      const done = arguments[0];
      Promise.resolve().then(() => (${expression})).then(
        (value) => done({ value }),
        (error) => done({ error: error + "\\n" + error?.stack }),
      );`;
    const { value, error } = await this.#in(handle, "/execute/async", { script, args: [] });
    if (error !== undefined) throw new Error(error);
    return value;
  }

  /** @param {string} handle */
  async #close(handle) {
    await this.#inTurn(async () => {
      await this.#switchTo(handle);
      await call("DELETE", `${this.#base}/window`);
      this.#current = undefined;
    });
  }

  /**
   * @param {string} handle
   * @param {string} path
   * @param {object} body
   */
  #in(handle, path, body) {
    return this.#inTurn(async () => {
      await this.#switchTo(handle);
      return this.#post(path, body);
    });
  }

  /** @param {string} handle */
  async #switchTo(handle) {
    if (this.#current !== handle) await this.#post("/window", { handle });
    this.#current = handle;
  }

  /**
   * @template T
   * @param {() => Promise<T>} task
   */
  #inTurn(task) {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /**
   * @param {string} path
   * @param {object} body
   */
  #post(path, body) {
    return call("POST", this.#base + path, body);
  }
}

/**
 * Waits until a newly started driver listens.
 * @param {string} driver
 */
async function ready(driver) {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      await call("GET", `${driver}/status`);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(50);
    }
  }
}

/**
 * @param {"GET" | "POST" | "DELETE"} method
 * @param {string} url
 * @param {object} [body]
 * @returns {Promise<any>} any: what each command answers is WebDriver's own affair
 */
async function call(method, url, body) {
  const response = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${url}: ${value.error}: ${value.message}`);
  return value;
}
