import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

import type { WorkerConfig } from "../../src/config/config.ts";
import { capnpConfig } from "./workerd-config.ts";

export interface WorkerdOptions {
  /**
   * The directory for the disk of `durableObjectStorage: { localDisk }`. Files are at
   * `<disk>/<uniqueKey>/<id>.sqlite`. The directory must exist, and stays when workerd stops.
   */
  disk?: string;

  /** Permits experimental flags and `ephemeralLocal`. */
  experimental?: boolean;

  /** Logs every uncaught error. */
  verbose?: boolean;
}

const require = createRequire(import.meta.url);

/** The path of workerd's binary: the package is CommonJS and has no types. */
const { default: binary } = require("workerd") as { default: string };

/** The time limit for workerd to listen, and to exit after SIGTERM, in ms. */
const PATIENCE = 20_000;

/**
 * Runs a worker with a tabd configuration in workerd, on a port of 127.0.0.1.
 *
 *     const workerd = await Workerd.start(config, { disk: directory });
 *     try {
 *       const response = await workerd.fetch("/path");
 *     } finally {
 *       await workerd.stop();
 *     }
 */
export class Workerd {
  readonly #process: ChildProcess;
  readonly #directory: string;
  readonly #exited: Promise<string>;
  #port = 0;
  #output = "";

  /**
   * Starts workerd and waits until it listens.
   *
   * @throws when it refuses the configuration or does not start; the message contains its output.
   */
  static async start(config: WorkerConfig, options: WorkerdOptions = {}): Promise<Workerd> {
    const directory = await mkdtemp(join(tmpdir(), "workerd-"));
    const workerd = new Workerd(directory, await writeConfig(directory, config, options), options);
    try {
      await workerd.#listening();
      return workerd;
    } catch (error) {
      await workerd.stop();
      throw error;
    }
  }

  private constructor(directory: string, configPath: string, options: WorkerdOptions) {
    const flags = [
      ...(options.experimental === true ? ["--experimental"] : []),
      ...(options.verbose === true ? ["--verbose"] : []),
    ];
    this.#directory = directory;
    // workerd writes its port to descriptor 3.
    this.#process = spawn(binary, ["serve", ...flags, "--control-fd=3", configPath], {
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    this.#process.stdout?.on("data", (data: Buffer) => (this.#output += data.toString()));
    this.#process.stderr?.on("data", (data: Buffer) => (this.#output += data.toString()));
    this.#exited = new Promise((resolve) => {
      this.#process.once("error", (error) => resolve(String(error)));
      this.#process.once("close", (code, signal) => resolve(`exit code ${code ?? signal}`));
    });
  }

  /** The output so far of workerd and the worker's console. */
  get output(): string {
    return this.#output;
  }

  /** Sends a request to the worker's default handler. */
  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(new URL(path, `http://127.0.0.1:${this.#port}`), init);
  }

  /** As {@link fetch}, and reads the answer as JSON. @throws when the answer is not an OK one. */
  async json<T>(path: string, init?: RequestInit): Promise<T> {
    const { status, text } = await (init === undefined
      ? this.#patient(path)
      : this.#read(path, init));
    if (status < 200 || status > 299) {
      throw new Error(`workerd answered ${path} with ${status}: ${text}\n${this.#output}`);
    }
    return JSON.parse(text) as T;
  }

  /**
   * Ends the process and waits for its exit. The disk stays. On SIGTERM, workerd checkpoints its
   * `-wal` files into the database files.
   */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    this.#process.kill(signal);
    const killer = setTimeout(() => this.#process.kill("SIGKILL"), PATIENCE);
    await this.#exited;
    clearTimeout(killer);
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #read(path: string, init: RequestInit): Promise<{ status: number; text: string }> {
    const response = await this.fetch(path, init);
    return { status: response.status, text: await response.text() };
  }

  /** Waits without a time limit: Node's `fetch()` times out after five minutes. */
  #patient(path: string): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const url = new URL(path, `http://127.0.0.1:${this.#port}`);
      const request = get(url, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (data: string) => (text += data));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
        response.on("error", reject);
      });
      request.on("error", reject);
    });
  }

  async #listening(): Promise<void> {
    const control = this.#process.stdio[3] as Readable;
    let timer: NodeJS.Timeout | undefined;
    const port = await Promise.race([
      new Promise<number>((resolve) => {
        let messages = "";
        control.on("data", (data: Buffer) => {
          messages += data.toString();
          const listen = /\{"event":"listen","socket":"http","port":(\d+)\}/.exec(messages);
          if (listen !== null) resolve(Number(listen[1]));
        });
      }),
      this.#exited,
      new Promise<string>((resolve) => {
        timer = setTimeout(resolve, PATIENCE, `does not listen after ${PATIENCE} ms`);
      }),
    ]);
    clearTimeout(timer);
    if (typeof port === "string") throw new Error(`workerd: ${port}\n${this.#output}`);
    this.#port = port;
  }
}

async function writeConfig(
  directory: string,
  config: WorkerConfig,
  options: WorkerdOptions,
): Promise<string> {
  const { text, files } = capnpConfig(config, options.disk);
  for (const [name, source] of files) await writeFile(join(directory, name), source);
  const path = join(directory, "config.capnp");
  await writeFile(path, text);
  return path;
}
