import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    {
      kind: "rpc",
      title: "Set an alarm in 5 s",
      className: "MyObject",
      object: "one",
      method: "start",
      args: "",
    },
  ],
};
