import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index },
  requests: [
    {
      kind: "rpc",
      title: "Record 21.5°",
      className: "Thermometer",
      object: "kitchen",
      method: "record",
      args: "21.5",
    },
    {
      kind: "rpc",
      title: "Record 23°",
      className: "Thermometer",
      object: "kitchen",
      method: "record",
      args: "23",
    },
    {
      kind: "rpc",
      title: "Summary",
      className: "Thermometer",
      object: "kitchen",
      method: "summary",
      args: "",
    },
  ],
};
