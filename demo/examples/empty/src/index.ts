import { DurableObject } from "cloudflare:workers";

interface Env {
  MY_OBJECT: DurableObjectNamespace<MyObject>;
}

export class MyObject extends DurableObject<Env> {
  async call() {
    await this.ctx.storage.setAlarm(Date.now() + 5000);
  }

  async alarm() {
    console.log("The alarm has come.");
  }
}

export default {
  async fetch(_request, env) {
    await env.MY_OBJECT.getByName("one").call();
    return new Response("Called.");
  },
} satisfies ExportedHandler<Env>;
