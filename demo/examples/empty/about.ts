import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    {
      kind: "rpc",
      title: "Call it",
      className: "MyObject",
      object: "one",
      method: "call",
      args: "",
    },
  ],
};
