import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    {
      kind: "websocket",
      title: "Enter as Ada",
      url: "https://example.com/lobby?name=Ada",
      messages: ["Hello!", "Is anybody there?"],
    },
    {
      kind: "websocket",
      title: "Enter as Bob",
      url: "https://example.com/lobby?name=Bob",
      messages: ["Here I am."],
    },
    { kind: "http", title: "List members", method: "GET", url: "https://example.com/lobby" },
  ],
};
