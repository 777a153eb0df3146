import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    { kind: "http", title: "Ada asks", method: "GET", url: "https://example.com/ada" },
    { kind: "http", title: "Bob asks", method: "GET", url: "https://example.com/bob" },
  ],
};
