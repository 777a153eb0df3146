import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    { kind: "http", title: "Request as Ada", method: "GET", url: "https://example.com/ada" },
    { kind: "http", title: "Request as Bob", method: "GET", url: "https://example.com/bob" },
  ],
};
