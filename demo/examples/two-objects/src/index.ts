import type { Order } from "./order.ts";
import type { Warehouse } from "./warehouse.ts";

export { Order } from "./order.ts";
export { Warehouse } from "./warehouse.ts";

export interface Env {
  ORDER: DurableObjectNamespace<Order>;
  WAREHOUSE: DurableObjectNamespace<Warehouse>;
}

export default {
  // POST /order 1?item=umbrella&count=2 places, PUT /order 1 pays
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const order = env.ORDER.getByName(decodeURIComponent(pathname.slice(1)));
    if (request.method === "PUT") return new Response(await order.pay());
    const item = searchParams.get("item") ?? "umbrella";
    return new Response(await order.place(item, Number(searchParams.get("count"))));
  },
} satisfies ExportedHandler<Env>;
