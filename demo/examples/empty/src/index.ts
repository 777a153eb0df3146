import { DurableObject } from "cloudflare:workers";

interface Env {
  MY_OBJECT: DurableObjectNamespace<MyObject>;
}

/** Sets an alarm when called. */
export class MyObject extends DurableObject<Env> {
  async start() {
    await this.ctx.storage.setAlarm(Date.now() + 5000);
  }

  async alarm() {
    console.log("The alarm fired.");
  }
}

export default {
  async fetch(_request, env) {
    await env.MY_OBJECT.getByName("one").start();
    return new Response("The alarm is set.");
  },
} satisfies ExportedHandler<Env>;
