import type { AnswerOf, QuestionName, QuestionOf, Request, Response } from "./language-protocol.ts";

/** Asks the language worker, which starts with the first question. */
export class LanguageClient {
  #worker: Worker | undefined;
  #failed = false;
  #last = 0;
  readonly #waiting = new Map<number, (answer: unknown) => void>();

  /** @returns undefined without an answer or a language service. */
  ask<Name extends QuestionName>(
    name: Name,
    question: QuestionOf<Name>,
  ): Promise<AnswerOf<Name> | undefined> {
    const worker = this.#start();
    if (worker === undefined) return Promise.resolve(undefined);
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve as (answer: unknown) => void);
      const request: Request = { id, name, question };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, no window
      worker.postMessage(request);
    });
  }

  #start(): Worker | undefined {
    if (this.#worker !== undefined || this.#failed) return this.#worker;
    const worker = new Worker(new URL("./language-worker.ts", import.meta.url), {
      type: "module",
      name: "TypeScript",
    });
    worker.onmessage = ({ data }: MessageEvent<Response>) => {
      this.#waiting.get(data.id)?.(data.answer);
      this.#waiting.delete(data.id);
    };
    // It could not be loaded; the editor works without completion.
    worker.onerror = () => {
      this.#failed = true;
      this.#worker = undefined;
      for (const answer of this.#waiting.values()) answer(undefined);
      this.#waiting.clear();
    };
    this.#worker = worker;
    return worker;
  }
}
