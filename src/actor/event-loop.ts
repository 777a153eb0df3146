import { leaveContext } from "./io-context.ts";
import type { TaskQueue } from "./task-queue.ts";

/**
 * Runs each task in a macrotask of its own.
 *
 * Each event is delivered to an actor in one such task. SQLite answers synchronously, so a handler's
 * `await`s of storage run as microtasks inside that task and no other event can come between: the
 * input gate is nearly free.
 *
 * Uses `scheduler.postTask` at its default priority, else one shared MessageChannel. The other
 * priorities and `scheduler.yield()` starve timers and IndexedDB; `setTimeout(0)` costs 4 ms.
 */
export class EventLoop implements TaskQueue {
  readonly #queue: (() => void)[] = [];
  readonly #post: () => void;
  #pending = 0;
  #holds = 0;
  /** Tasks that became ready while the loop was held. */
  #held = 0;
  /** The tasks of the message that is being received, if no other task is pending. */
  #received: (() => void)[] | undefined;
  /** Called before each task; may {@link hold} the loop, which delays that task. */
  beforeTask: (() => void) | undefined;

  constructor() {
    const run = (): void => {
      if (!this.#mayBegin()) {
        this.#held++;
        return;
      }
      this.#pending--;
      this.#queue.shift()?.();
    };
    const platform = (globalThis as { scheduler?: PlatformScheduler }).scheduler;
    if (typeof platform?.postTask === "function") {
      const postTask = platform.postTask.bind(platform);
      this.#post = () => void postTask(run);
    } else {
      const channel = new MessageChannel();
      channel.port1.onmessage = run;
      this.#post = () => channel.port2.postMessage(null);
      // An open port keeps a Node process alive; browsers have no such method.
      (channel.port1 as { unref?: () => void }).unref?.();
    }
  }

  post(task: () => void): void {
    if (this.#received !== undefined) {
      this.#received.push(task);
      return;
    }
    this.#queue.push(task);
    this.#pending++;
    this.#post();
  }

  /**
   * Calls `receive`, which handles a message in the macrotask of that message. A single task that it
   * posts runs in the same macrotask if no other task is pending: one macrotask less for a call.
   */
  receive(receive: () => void): void {
    if (this.#pending > 0 || this.#received !== undefined) return receive();
    const tasks: (() => void)[] = [];
    this.#received = tasks;
    try {
      receive();
    } finally {
      this.#received = undefined;
      const [first] = tasks;
      if (tasks.length === 1 && first !== undefined && this.#mayBegin()) first();
      else for (const task of tasks) this.post(task);
    }
  }

  /** No task begins before `until` settles. */
  hold(until: Promise<unknown>): void {
    this.#holds++;
    const end = (): void => {
      if (--this.#holds > 0) return;
      for (; this.#held > 0; this.#held--) this.#post();
    };
    until.then(end, end);
  }

  /** Called first in each macrotask. */
  #mayBegin(): boolean {
    // The previous macrotask is over, and its context with it.
    leaveContext();
    this.beforeTask?.();
    return this.#holds === 0;
  }

  turn(): Promise<void> {
    return new Promise((resolve) => this.post(resolve));
  }

  get pending(): number {
    return this.#pending + (this.#received?.length ?? 0);
  }
}

interface PlatformScheduler {
  postTask?: (callback: () => void) => Promise<unknown>;
}
