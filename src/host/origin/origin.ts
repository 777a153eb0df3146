import type { LosableDisk } from "../../storage/disk/reopening-disk.ts";
import type { DiskError } from "../../storage/disk/disk.ts";

/** A host's access to its origin: {@link directOrigin}, or an isolated host's. */
export interface Origin {
  /** As `openIndexedDbDisk()`. */
  openDisk(name: string, options: OpenDiskOptions): Promise<LosableDisk>;

  /**
   * Requests a Web Lock.
   *
   * @returns the lock, once it is granted; null if it was not available.
   * @throws {DOMException} `AbortError` when the signal says so.
   * @throws {Error} where the browser has no locks.
   */
  requestLock(name: string, request?: LockRequest): Promise<HeldLock | null>;

  /**
   * Opens a channel between tabs. Messages that are sent from now on are received.
   *
   * @param receive gets every message of this origin: unread, unchecked.
   */
  openChannel(name: string, receive: (message: unknown) => void): Channel;
}

export interface OpenDiskOptions {
  readonly durability: "relaxed" | "strict";
  /** As `IndexedDbStoreOptions.after`. */
  readonly after: string | undefined;
  /** Called once if the browser closes the disk. */
  readonly onLost: (error: DiskError) => void;
}

export interface LockRequest {
  /** Null at once, instead of waiting, if another host holds it. */
  readonly ifAvailable?: boolean;
  /** Takes it away from its holder. */
  readonly steal?: boolean;
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
  /** Called once if the lock is stolen. */
  readonly stolen?: () => void;
}

/** A Web Lock that this host holds. The browser releases it when the host ends for any reason. */
export interface HeldLock {
  readonly name: string;
  release(): void;
}

/** One end of a channel between tabs. */
export interface Channel {
  /** Reaches every other end. @throws {DOMException} if the message cannot be cloned. */
  post(message: unknown): void;
  close(): void;
}
