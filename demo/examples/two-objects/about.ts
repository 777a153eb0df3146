import type { ExampleContent } from "../catalog.ts";
import index from "./src/index.ts?raw";
import order from "./src/order.ts?raw";
import warehouse from "./src/warehouse.ts?raw";

export const content: ExampleContent = {
  files: { "index.ts": index, "order.ts": order, "warehouse.ts": warehouse },
  requests: [
    {
      kind: "rpc",
      title: "Order two",
      className: "Order",
      object: "order 1",
      method: "place",
      args: '"umbrella", 2',
    },
    { kind: "rpc", title: "Pay", className: "Order", object: "order 1", method: "pay", args: "" },
    {
      kind: "rpc",
      title: "Show stock",
      className: "Warehouse",
      object: "umbrella",
      method: "left",
      args: "",
    },
  ],
};
