import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    {
      kind: "rpc",
      title: "Remind in 30 s",
      className: "Reminder",
      object: "tea",
      method: "remind",
      args: '"The tea is ready", 30',
    },
    {
      kind: "rpc",
      title: "Remind in 5 s",
      className: "Reminder",
      object: "tea",
      method: "remind",
      args: '"The tea is ready", 5',
    },
  ],
};
