import type { CommitReceipt, FileInfo, RawRecord } from "../storage/disk/disk.ts";
import type { FileChange } from "../storage/disk/file-change.ts";
import type { HostAssets } from "./host-assets.ts";

/**
 * The messages of an isolated host. Its Web Worker has an opaque origin, and so no storage, locks
 * or channels of the page's origin. A broker, a Web Worker of the page's origin, made that worker
 * and gives it one disk. The host runs untrusted code, so the broker checks every message.
 *
 * 1. The page sends the broker a {@link BrokerStart}.
 * 2. The broker makes the host's worker and sends it a {@link IsolatedStart}.
 * 3. The host sends {@link BrokerRequest}s and {@link BrokerNotice}s, the broker answers with
 *    {@link BrokerAnswer}s and sends {@link BrokerEvent}s.
 */
export interface BrokerStart {
  /** The only disk that the host may use; undefined: no disk. */
  readonly disk: string | undefined;
  readonly assets: HostAssets & { readonly host: string };
  /** The host's end of its session with the page. */
  readonly page: MessagePort;
}

export interface IsolatedStart {
  readonly page: MessagePort;
  /** The text of `host-entry.js`. */
  readonly script: string;
  /** The text of `host-isolation.js`. */
  readonly client: string;
}

/** The host's requests, by name: arguments and result. */
export interface BrokerCalls {
  /** Opens the disk; `store` identifies it from then on. */
  open: (
    durability: "relaxed" | "strict",
    after: string | undefined,
  ) => { readonly store: number; readonly token: string };
  read: (store: number, path: string) => { readonly size: number; readonly chunks: Uint8Array[] };
  commit: (store: number, changes: readonly FileChange[]) => CommitReceipt;
  list: (store: number, prefix: string) => FileInfo[];
  exportRaw: (store: number, path: string) => RawRecord[];
  confirm: (store: number) => void;
  close: (store: number) => void;
  /** Requests a Web Lock under a number that the host chooses. Whether it is granted. */
  lock: (
    lock: number,
    name: string,
    options: { readonly ifAvailable: boolean; readonly steal: boolean },
  ) => boolean;
  /** The text of a script of the host's own. */
  script: (url: string) => string;
  /** SQLite's WebAssembly. */
  wasm: (url: string) => ArrayBuffer;
}

export type BrokerMethod = keyof BrokerCalls;

export interface BrokerRequest {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** The host's notices, which get no answer. The host chooses the numbers of channels. */
export type BrokerNotice =
  | { readonly type: "stop-waiting" | "release"; readonly lock: number }
  | { readonly type: "open-channel"; readonly channel: number; readonly name: string }
  | { readonly type: "post"; readonly channel: number; readonly message: unknown }
  | { readonly type: "close-channel"; readonly channel: number };

export type BrokerAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: BrokerError };

/** An error as it travels. `code` and `path` are a `DiskError`'s. */
export interface BrokerError {
  readonly name: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly path?: string | undefined;
}

export type BrokerEvent =
  | { readonly type: "stolen"; readonly lock: number }
  | { readonly type: "lost"; readonly store: number; readonly error: BrokerError }
  | { readonly type: "message"; readonly channel: number; readonly message: unknown };
