import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    {
      kind: "rpc",
      title: "Ada visits",
      className: "Visit",
      object: "ada",
      method: "visit",
      args: "",
    },
    {
      kind: "rpc",
      title: "Bob visits",
      className: "Visit",
      object: "bob",
      method: "visit",
      args: "",
    },
  ],
};
