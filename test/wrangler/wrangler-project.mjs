import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

/** The time limit for npm, the compiler, wrangler and an alarm, in ms. */
const PATIENCE = 180_000;

/** A downloaded project in its own folder, and its `wrangler dev`. */
export class WranglerProject {
  /** The complete output. */
  output = "";
  /** @type {import("node:child_process").ChildProcess | undefined} */
  #dev;
  #origin = "";

  /**
   * @param {string} folder
   * @param {NodeJS.ProcessEnv} env
   */
  constructor(folder, env) {
    this.folder = folder;
    this.env = env;
  }

  /** `npm install`. Returns which wrangler and Node are there then. */
  async install() {
    await this.run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
    const node = await this.run("node", "--version");
    const wrangler = await this.run("npx", "wrangler", "--version");
    return `wrangler ${wrangler.trim()}, Node ${node.trim()}`;
  }

  /**
   * Runs a command in the folder, and returns its standard output.
   *
   * @param {string} command
   * @param {...string} args
   */
  async run(command, ...args) {
    const child = this.#spawn(command, args);
    let text = "";
    child.stdout?.on("data", (part) => (text += part));
    const timer = setTimeout(() => end(child), PATIENCE);
    const [code] = await once(child, "close");
    clearTimeout(timer);
    if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
    return text;
  }

  /** Runs `npm start` and waits for the first answer. */
  async start() {
    const port = await freePort();
    this.#origin = `http://127.0.0.1:${port}`;
    const start = this.output.length;
    const dev = this.#spawn("npm", ["start", "--", "--ip", "127.0.0.1", "--port", String(port)]);
    this.#dev = dev;
    await this.#until(() => this.output.includes(`Ready on ${this.#origin}`, start));
  }

  /** Ends it as Ctrl+C does. */
  async stop() {
    const dev = this.#dev;
    this.#dev = undefined;
    if (dev === undefined || dev.exitCode !== null) return;
    const closed = once(dev, "close");
    end(dev);
    await closed;
  }

  /**
   * Sends a request.
   *
   * @param {string} path
   * @param {RequestInit} [init]
   */
  async fetch(path, init) {
    const response = await fetch(this.#origin + path, init);
    return { status: response.status, text: await response.text() };
  }

  /**
   * Opens a WebSocket; `next()` waits for its next message.
   *
   * @param {string} path
   */
  async socket(path) {
    const socket = new WebSocket(this.#origin.replace("http", "ws") + path);
    /** @type {string[]} */
    const messages = [];
    socket.addEventListener("message", ({ data }) => messages.push(String(data)));
    await once(socket, "open");
    const next = async () => {
      await this.#until(() => messages.length > 0);
      return messages.shift();
    };
    return {
      next,
      send: (/** @type {string} */ text) => socket.send(text),
      close: () => socket.close(),
    };
  }

  /**
   * Waits until the worker has written this line to its console; returns how often it has.
   *
   * @param {string} line
   */
  async said(line) {
    const count = () => this.output.split("\n").filter((one) => one.trim() === line).length;
    await this.#until(() => count() > 0);
    return count();
  }

  /**
   * Asks until the answer is this one.
   *
   * @param {string} path
   * @param {string} text
   */
  async answers(path, text) {
    await this.#until(async () => (await this.fetch(path)).text === text);
  }

  /** @param {() => boolean | Promise<boolean>} condition */
  async #until(condition) {
    const deadline = Date.now() + PATIENCE;
    while (!(await condition())) {
      if (this.#dev?.exitCode !== null) throw new Error("wrangler dev has ended");
      if (Date.now() > deadline) throw new Error(`nothing came in ${PATIENCE / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /**
   * @param {string} command
   * @param {string[]} args
   */
  #spawn(command, args) {
    const child = spawn(command, args, {
      cwd: this.folder,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
      // Its own group, which ends as a whole: npm starts a shell, that wrangler, and that workerd.
      detached: process.platform !== "win32",
      shell: process.platform === "win32",
    });
    child.stdout?.setEncoding("utf8");
    child.stderr?.setEncoding("utf8");
    child.stdout?.on("data", (part) => (this.output += part));
    child.stderr?.on("data", (part) => (this.output += part));
    return child;
  }
}

/** @param {import("node:child_process").ChildProcess} child */
function end(child) {
  if (process.platform === "win32" || child.pid === undefined) child.kill("SIGINT");
  else process.kill(-child.pid, "SIGINT");
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}
