import { type HostEvent, type Server, serve } from "tabd";
import announcement from "./source/announcement.ts?raw";
import main from "./source/main.ts?raw";

/** The object's code: what the page shows is what runs. */
export const modules: Readonly<Record<string, string>> = {
  "main.ts": main,
  "announcement.ts": announcement,
};

/** What the object offers to the page. */
interface ReminderStub {
  remind(text: string, delay: number): Promise<number>;
  cancel(): Promise<void>;
}

interface Env {
  readonly REMINDERS: { getByName(name: string): ReminderStub };
}

export interface PendingAlarm {
  readonly id: string;
  readonly name: string | null;
  /** When it is tried next: ms since the epoch. */
  readonly nextTry: number;
  readonly retryCount: number;
  readonly running: boolean;
}

export interface DiskFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** A host that runs `Reminder` objects on the disk `tabd-demo`. */
export class Reminders {
  readonly #server: Server<Env>;

  private constructor(server: Server<Env>) {
    this.#server = server;
  }

  /** Starts the host; `listener` hears all its events. */
  static async start(listener: (event: HostEvent) => void): Promise<Reminders> {
    const server = await serve<Env>(
      {
        modules,
        compatibilityDate: "2026-11-17",
        durableObjectNamespaces: [{ className: "Reminder", uniqueKey: "reminders" }],
        durableObjectStorage: { localDisk: "tabd-demo" },
        bindings: { REMINDERS: { durableObjectNamespace: "Reminder" } },
      },
      { onEvent: listener },
    );
    return new Reminders(server);
  }

  async remind(name: string, text: string, delay: number): Promise<void> {
    await this.#stub(name).remind(text, delay);
  }

  async cancel(name: string): Promise<void> {
    await this.#stub(name).cancel();
  }

  async alarms(): Promise<readonly PendingAlarm[]> {
    return (await this.#server.inspect.alarms({ limit: 100 })).alarms;
  }

  /** The files of the disk; first that with the alarms of all objects. */
  async files(): Promise<readonly DiskFile[]> {
    const files = await this.#server.inspect.files();
    const isMetadata = ({ path }: DiskFile): boolean => path.endsWith("/metadata.sqlite");
    return [...files.filter(isMetadata), ...files.filter((file) => !isMetadata(file))];
  }

  /** Ends the host at once. Nothing can be asked of it afterwards. */
  kill(): void {
    this.#server.kill();
  }

  #stub(name: string): ReminderStub {
    return this.#server.env.REMINDERS.getByName(name);
  }
}
