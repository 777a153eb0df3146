import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    {
      kind: "rpc",
      title: "Add an apple",
      className: "Batcher",
      object: "fruit",
      method: "add",
      args: '"apple"',
    },
    {
      kind: "rpc",
      title: "Add a pear",
      className: "Batcher",
      object: "fruit",
      method: "add",
      args: '"pear"',
    },
  ],
};
