import type { Contender } from "./contender.ts";
import { fillStartDisk, type StartDisk } from "./start-disk.ts";
import { suites } from "./suites.ts";

/** A request from the page. */
export type Request =
  | {
      readonly do: "prepare";
      readonly suite: string;
      readonly size: number;
      readonly times: number;
    }
  | { readonly do: "round"; readonly contender: number }
  | { readonly do: "end" }
  | ({ readonly do: "fill" } & StartDisk);

export interface Reply {
  readonly value?: unknown;
  readonly error?: string;
}

let contenders: readonly Contender[] = [];

async function answer(request: Request): Promise<unknown> {
  switch (request.do) {
    case "prepare": {
      const suite = suites[request.suite];
      if (suite === undefined) throw new Error(`there is no suite "${request.suite}"`);
      contenders = await Promise.all(suite(request.size, request.times));
      return contenders.map(({ name }) => name);
    }
    case "round": {
      const contender = contenders[request.contender];
      if (contender === undefined) throw new Error(`there is no contender ${request.contender}`);
      return contender.round();
    }
    case "end":
      for (const contender of contenders) await contender.close();
      contenders = [];
      return undefined;
    case "fill":
      return fillStartDisk(request);
  }
}

globalThis.addEventListener("message", async ({ data }: MessageEvent<Request>) => {
  let reply: Reply;
  try {
    reply = { value: await answer(data) };
  } catch (error) {
    reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  globalThis.postMessage(reply, { transfer: [] });
});
