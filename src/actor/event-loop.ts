import { leaveContext } from "./io-context.ts";

/**
 * Runs tasks in macrotasks of their own, in the order of posting.
 *
 * Each event is delivered to an actor in one such task. SQLite answers synchronously, so all that
 * a handler awaits of its storage runs as microtasks inside that task and nothing can come between:
 * this is what makes the input gate nearly free.
 *
 * `scheduler.postTask` at its default priority, else one shared MessageChannel: the other
 * priorities and `scheduler.yield()` starve timers and IndexedDB, and `setTimeout(0)` costs 4 ms.
 */
export class EventLoop {
  readonly #queue: (() => void)[] = [];
  readonly #post: () => void;
  #pending = 0;
  #holds = 0;
  /** Tasks whose turn came while they were held. */
  #held = 0;
  /** Called before each task. What it finds may {@link hold} that task. */
  beforeTask: (() => void) | undefined;

  constructor() {
    const run = (): void => {
      // What ran before belongs to nobody any more: its macrotask is over.
      leaveContext();
      this.beforeTask?.();
      if (this.#holds > 0) {
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
      // Node keeps a process alive for an open port; browsers have no such method.
      (channel.port1 as { unref?: () => void }).unref?.();
    }
  }

  /** Runs `task` in a macrotask of its own. An error it throws is reported as uncaught. */
  post(task: () => void): void {
    this.#queue.push(task);
    this.#pending++;
    this.#post();
  }

  /** No task begins until this is settled. */
  hold(until: Promise<unknown>): void {
    this.#holds++;
    const end = (): void => {
      if (--this.#holds > 0) return;
      for (; this.#held > 0; this.#held--) this.#post();
    };
    until.then(end, end);
  }

  /** Resolves in a macrotask of its own, after the tasks already posted. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.post(resolve));
  }

  /** Tasks that are posted and have not begun. */
  get pending(): number {
    return this.#pending;
  }
}

interface PlatformScheduler {
  postTask?: (callback: () => void) => Promise<unknown>;
}
