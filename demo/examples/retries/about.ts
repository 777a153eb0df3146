import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    {
      kind: "rpc",
      title: "Buy",
      className: "Purchase",
      object: "order 1",
      method: "buy",
      args: "3",
    },
    {
      kind: "rpc",
      title: "Buy, with too many failures",
      className: "Purchase",
      object: "order 2",
      method: "buy",
      args: "9",
    },
  ],
};
