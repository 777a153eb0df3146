import { DurableObject } from "cloudflare:workers";

// Captured while the module loads, before `host()` is called.
const { indexedDB, BroadcastChannel } = globalThis;
const taken: Record<string, unknown> = {
  post: globalThis.postMessage,
  close: (globalThis as { close?: unknown }).close,
  worker: globalThis.Worker,
};
const heard: unknown[] = [];
addEventListener("message", (event) => heard.push(event.data), { capture: true });

/** Tries the captured globals. */
export class Thing extends DurableObject {
  async taken(): Promise<string[]> {
    return Object.entries(taken).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  }

  async heard(): Promise<number> {
    return heard.length;
  }

  async open(name: string): Promise<string> {
    try {
      indexedDB.open(name);
      return "opened";
    } catch (error) {
      return (error as Error).message;
    }
  }

  async speak(name: string): Promise<string> {
    try {
      return String(new BroadcastChannel(name));
    } catch (error) {
      return (error as Error).message;
    }
  }
}
