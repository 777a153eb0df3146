import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    {
      kind: "rpc",
      title: "Subscribe",
      className: "Subscription",
      object: "ada",
      method: "subscribe",
      args: "5",
    },
    {
      kind: "rpc",
      title: "Cancel",
      className: "Subscription",
      object: "ada",
      method: "cancel",
      args: "",
    },
    {
      kind: "rpc",
      title: "List bills",
      className: "Subscription",
      object: "ada",
      method: "bills",
      args: "",
    },
  ],
};
