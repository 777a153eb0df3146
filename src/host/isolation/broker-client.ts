import type {
  BrokerAnswer,
  BrokerCalls,
  BrokerError,
  BrokerEvent,
  BrokerMethod,
  BrokerNotice,
  BrokerRequest,
} from "../../protocol/broker-messages.ts";
import type { MessageTarget } from "../../protocol/message-target.ts";
import type { CachedDisk } from "../../storage/disk/cached-disk.ts";
import type { DiskError, DiskErrorCode } from "../../storage/disk/disk.ts";
import type { FileImage } from "../../storage/disk/file-image.ts";
import type { FileStore } from "../../storage/disk/file-store.ts";
import type { FileAccess } from "../assets.ts";
import type { HeldLock, LockRequest, OpenDiskOptions, Origin } from "../origin/origin.ts";

/**
 * Classes from the host's own script. This file is a separate script, whose copies of them would be
 * different classes.
 */
export interface HostClasses {
  readonly CachedDisk: typeof CachedDisk;
  readonly DiskError: typeof DiskError;
  readonly FileImage: typeof FileImage;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** An isolated host's connection to its broker: `protocol/broker-messages.ts`. */
export class BrokerClient implements Origin, FileAccess {
  readonly #port: MessageTarget;
  readonly #classes: HostClasses;
  readonly #waiting = new Map<number, Waiting>();
  readonly #channels = new Map<number, (message: unknown) => void>();
  readonly #stolen = new Map<number, () => void>();
  readonly #lost = new Map<number, (error: DiskError) => void>();
  #number = 0;

  constructor(port: MessageTarget, classes: HostClasses) {
    this.#port = port;
    this.#classes = classes;
    port.addEventListener("message", (event) => {
      this.#receive((event as MessageEvent<BrokerAnswer | BrokerEvent>).data);
    });
  }

  async openDisk(
    name: string,
    { durability, after, onLost }: OpenDiskOptions,
  ): Promise<CachedDisk> {
    const { CachedDisk } = this.#classes;
    const { store, token } = await this.#call("open", durability, after);
    let failure: DiskError | undefined;
    const noted = async <T>(result: Promise<T>): Promise<T> => {
      try {
        return await result;
      } catch (error) {
        const { code } = error as DiskError;
        if (code === "fenced" || code === "unavailable") failure ??= error as DiskError;
        throw error;
      }
    };
    this.#lost.set(store, (error) => {
      failure ??= error;
      onLost(error);
    });
    const files: FileStore = {
      name,
      token,
      check: (doing) => {
        if (failure === undefined) return;
        throw this.#diskError(failure, `${failure.message} (asked to ${doing})`);
      },
      read: async (path) => this.#image(await noted(this.#call("read", store, path))),
      commit: (changes) => noted(this.#call("commit", store, changes)),
      list: (prefix) => noted(this.#call("list", store, prefix)),
      exportRaw: (path) => noted(this.#call("exportRaw", store, path)),
      confirm: () => noted(this.#call("confirm", store)),
      close: () => {
        this.#lost.delete(store);
        return this.#call("close", store);
      },
    };
    return new CachedDisk(files);
  }

  async requestLock(
    name: string,
    { ifAvailable = false, steal = false, signal, stolen }: LockRequest = {},
  ): Promise<HeldLock | null> {
    signal?.throwIfAborted();
    const lock = this.#number++;
    const abort = (): void => this.#say({ type: "stop-waiting", lock });
    signal?.addEventListener("abort", abort, { once: true });
    if (stolen !== undefined) this.#stolen.set(lock, stolen);
    let granted = false;
    try {
      granted = await this.#call("lock", lock, name, { ifAvailable, steal });
    } finally {
      signal?.removeEventListener("abort", abort);
      if (!granted) this.#stolen.delete(lock);
    }
    if (!granted) return null;
    return {
      name,
      release: () => {
        this.#stolen.delete(lock);
        this.#say({ type: "release", lock });
      },
    };
  }

  openChannel(
    name: string,
    receive: (message: unknown) => void,
  ): ReturnType<Origin["openChannel"]> {
    const channel = this.#number++;
    this.#channels.set(channel, receive);
    this.#say({ type: "open-channel", channel, name });
    return {
      post: (message) => {
        if (this.#channels.has(channel)) this.#say({ type: "post", channel, message });
      },
      close: () => {
        if (this.#channels.delete(channel)) this.#say({ type: "close-channel", channel });
      },
    };
  }

  script(url: string): Promise<string> {
    return this.#call("script", url);
  }

  wasm(url: string): Promise<ArrayBuffer> {
    return this.#call("wasm", url);
  }

  #call<M extends BrokerMethod>(
    method: M,
    ...args: Parameters<BrokerCalls[M]>
  ): Promise<ReturnType<BrokerCalls[M]>> {
    const id = this.#number++;
    const request: BrokerRequest = { id, method, args };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
      this.#post(request);
    });
  }

  #say(notice: BrokerNotice): void {
    this.#post(notice);
  }

  #post(message: BrokerRequest | BrokerNotice): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the target is not a window
    this.#port.postMessage(message);
  }

  #receive(message: BrokerAnswer | BrokerEvent): void {
    if ("id" in message) {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if ("error" in message) waiting?.reject(this.#error(message.error));
      else waiting?.resolve(message.value);
    } else if (message.type === "message") {
      this.#channels.get(message.channel)?.(message.message);
    } else if (message.type === "stolen") {
      this.#stolen.get(message.lock)?.();
    } else {
      this.#lost.get(message.store)?.(this.#error(message.error) as DiskError);
    }
  }

  #image({ size, chunks }: ReturnType<BrokerCalls["read"]>): FileImage {
    const image = new this.#classes.FileImage();
    image.size = size;
    for (const chunk of chunks) image.chunks.push(chunk);
    return image;
  }

  #error(error: BrokerError): Error {
    const { name, message, code } = error;
    if (code !== undefined) return this.#diskError(error, message);
    return name === "AbortError"
      ? new DOMException(message, name)
      : Object.assign(new Error(message), { name });
  }

  #diskError({ code, path }: Pick<BrokerError, "code" | "path">, message: string): DiskError {
    const { DiskError } = this.#classes;
    return new DiskError(code as DiskErrorCode, message, path === undefined ? {} : { path });
  }
}
