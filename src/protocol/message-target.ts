/** What a `MessagePort`, a `Worker`, a worker's global scope and a `BroadcastChannel` share. */
export interface MessageTarget {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
  start?(): void;
}
