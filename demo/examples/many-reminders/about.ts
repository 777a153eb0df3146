import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    {
      kind: "rpc",
      title: "Stretch in 10 s",
      className: "Reminders",
      object: "me",
      method: "remind",
      args: '"Stretch", 10',
    },
    {
      kind: "rpc",
      title: "Tea in 20 s",
      className: "Reminders",
      object: "me",
      method: "remind",
      args: '"Tea", 20',
    },
    {
      kind: "rpc",
      title: "Call home in 15 s",
      className: "Reminders",
      object: "me",
      method: "remind",
      args: '"Call home", 15',
    },
    {
      kind: "rpc",
      title: "List reminders",
      className: "Reminders",
      object: "me",
      method: "waiting",
      args: "",
    },
  ],
};
