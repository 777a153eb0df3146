/** Runs tasks in macrotasks of their own, in the order of posting. `EventLoop` implements it. */
export interface TaskQueue {
  /** Tasks that are posted and have not begun. */
  readonly pending: number;

  /** An error that `task` throws is reported as uncaught. */
  post(task: () => void): void;

  /** Resolves in a macrotask of its own, after the tasks already posted. */
  turn(): Promise<void>;
}
