import { expect, test } from "vitest";

import { newDisk, start } from "./serving/serving.ts";

const main = `
import { DurableObject } from "cloudflare:workers";

export class Inner extends DurableObject {
  count() {
    const n = (this.ctx.storage.kv.get("n") ?? 0) + 1;
    this.ctx.storage.kv.put("n", n);
    return n;
  }
  deeper() {
    return this.ctx.facets.get("deep", () => ({ class: this.ctx.exports.Inner })).count();
  }
}

export class Outer extends DurableObject {
  #inner(name) {
    return this.ctx.facets.get(name, () => ({ class: this.ctx.exports.Inner }));
  }
  count(name) {
    return this.#inner(name).count();
  }
  deeper(name) {
    return this.#inner(name).deeper();
  }
  delete(name) {
    this.ctx.facets.delete(name);
  }
}
export default {};
`;

interface Outer {
  count(name: string): Promise<number>;
  deeper(name: string): Promise<number>;
  delete(name: string): Promise<void>;
}

const outers = (disk: string) => ({
  modules: { "main.js": main },
  compatibilityDate: "2026-08-01",
  durableObjectNamespaces: [{ className: "Outer", uniqueKey: "outers", enableSql: true }],
  durableObjectStorage: { localDisk: disk },
  bindings: { OUTERS: { durableObjectNamespace: "Outer" } },
});

test("facets are stored in files named as in workerd, and are found again", async () => {
  const disk = newDisk();
  const first = await start(outers(disk));
  const outer = (server: typeof first): Outer =>
    server.env["OUTERS"].getByName("o") as unknown as Outer;
  const { OUTERS } = first.env;
  const id = String(OUTERS.idFromName("o"));
  expect(await outer(first).count("a")).toBe(1);
  expect(await outer(first).count("b")).toBe(1);
  expect(await outer(first).deeper("b")).toBe(1);
  await first.close();

  const second = await start(outers(disk));
  expect(await outer(second).count("b")).toBe(2);
  expect(await outer(second).deeper("b")).toBe(2);
  expect((await second.inspect.files()).map(({ path }) => path)).toEqual([
    `outers/${id}.1.sqlite`,
    `outers/${id}.2.sqlite`,
    `outers/${id}.3.sqlite`,
    `outers/${id}.facets`,
    "outers/metadata.sqlite",
  ]);
  expect((await second.verify()).ok).toBe(true);

  await outer(second).delete("b");
  expect(await outer(second).count("b")).toBe(1);
  await second.close();
  const third = await start(outers(disk));
  expect(await outer(third).count("b")).toBe(2);
  expect(await outer(third).deeper("b")).toBe(1);
});
