import { type HostEvent, type ImportReport, type Server, serve, type WorkerConfig } from "tabd";
import {
  type Base64Files,
  exportFiles,
  importFiles,
  placeFiles,
  readFiles,
} from "./base64-files.ts";

/** A server with the test's configuration, for tests that export and import files. */
export class Keeping {
  #server: Server | undefined;

  get server(): Server {
    if (!this.#server) throw new Error("The page has not called start().");
    return this.#server;
  }

  /** The events since `start()`, oldest first. */
  get events(): readonly HostEvent[] {
    return this.server.events.past;
  }

  async start(config: WorkerConfig): Promise<void> {
    this.#server = await serve(config);
  }

  /** Sends a body to the worker's default handler. @returns the answer as text. */
  async post(body: string): Promise<string> {
    const response = await this.server.fetch("http://keeper/", { method: "POST", body });
    return response.text();
  }

  files(): Promise<Base64Files> {
    return readFiles(this.server);
  }

  export(): Promise<Base64Files> {
    return exportFiles(this.server);
  }

  import(files: Base64Files): Promise<ImportReport> {
    return importFiles(this.server, files);
  }

  place(disk: string, files: Base64Files): Promise<void> {
    return placeFiles(disk, files);
  }
}

declare global {
  var keeping: Keeping;
}

globalThis.keeping = new Keeping();
