import { DurableObject } from "cloudflare:workers";
import { Fs } from "dofs";

export class Drive extends DurableObject {
  #fs = new Fs(this.ctx, this.env, { chunkSize: 1000 });

  /** An RpcTarget: the worker calls its methods. */
  fs() {
    return this.#fs;
  }
  async cleanUp(delay) {
    await this.ctx.storage.setAlarm(Date.now() + delay);
  }
  alarm() {
    this.#fs.unlink("/tmp/scratch");
  }
}

export default {
  async fetch(request, env) {
    const path = new URL(request.url).pathname;
    const fs = await env.Drive.getByName("c").fs();
    if (request.method === "PUT") {
      await fs.mkdir("/tmp", { recursive: true });
      await fs.writeFile(path, request.body);
      return Response.json(await fs.listDir("/tmp"));
    }
    try {
      const { size, isDirectory } = await fs.stat(path);
      const text = await new Response(await fs.readFile(path)).text();
      return Response.json({ size, isDirectory, text });
    } catch (error) {
      return Response.json(error.message, { status: 404 });
    }
  },
};
