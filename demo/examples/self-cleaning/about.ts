import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    {
      kind: "rpc",
      title: "Ada comes",
      className: "Visit",
      object: "ada",
      method: "come",
      args: "",
    },
    {
      kind: "rpc",
      title: "Bob comes",
      className: "Visit",
      object: "bob",
      method: "come",
      args: "",
    },
  ],
};
