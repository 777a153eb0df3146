import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";
import { basicAuth } from "hono/basic-auth";
import { HTTPException } from "hono/http-exception";
import { streamText } from "hono/streaming";
import { validator } from "hono/validator";

export class Shelf extends DurableObject {
  app = new Hono()
    .put(
      "/:title",
      validator("json", ({ copies }) => {
        if (!Number.isInteger(copies)) throw new HTTPException(400, { message: "How many?" });
        return { copies };
      }),
      async (c) => {
        await this.ctx.storage.put(c.req.param("title"), c.req.valid("json").copies);
        await this.ctx.storage.setAlarm(Date.now() + 3_600_000);
        return c.body(null, 201, { Location: c.req.path });
      },
    )
    .get("/", async (c) => c.json(Object.fromEntries(await this.ctx.storage.list())));

  fetch(request) {
    return this.app.fetch(request);
  }
  async alarm() {
    await this.ctx.storage.put("counted", true);
  }
}

const app = new Hono();
app.use("/shelves/*", basicAuth({ username: "ada", password: "byron" }));
app.all("/shelves/:name/:rest{.*}", (c) => {
  const url = new URL(c.req.url);
  url.pathname = `/${c.req.param("rest")}`;
  return c.env.Shelf.getByName(c.req.param("name")).fetch(new Request(url, c.req.raw));
});
app.get("/count", (c) =>
  streamText(c, async (stream) => {
    for (const word of ["one", "two", "three"]) await stream.writeln(word);
  }),
);
app.onError((error) => error.getResponse());

export default app;
