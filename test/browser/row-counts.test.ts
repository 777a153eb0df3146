import { expect, test } from "vitest";

import { newDisk, rejection, start, thingsOn } from "./serving/serving.ts";
import { serve } from "tabd";

/** An object that reads the counts of an insert into a table with an index. */
const code = (read: string, written: string): string => `
  import { DurableObject } from "cloudflare:workers";
  export class Thing extends DurableObject {
    counts() {
      const { sql } = this.ctx.storage;
      sql.exec("CREATE TABLE t (a); CREATE INDEX by_a ON t (a)");
      const cursor = sql.exec("INSERT INTO t VALUES (1), (2)");
      return [cursor${read}, cursor${written}];
    }
  }`;

const namespaces = [{ className: "Thing", uniqueKey: "things", enableSql: true }];
const noParts = { parts: "/no/such/folder" };

test("code that mentions the row counts gets workerd's counts, which include index entries", async () => {
  const modules = { "main.js": code(".rowsRead", ".rowsWritten") };
  const server = await start(thingsOn(newDisk(), { modules, durableObjectNamespaces: namespaces }));
  expect(await server.env["THINGS"].getByName("a").counts()).toEqual([0, 4]);
});

test("code that does not mention the row counts does not load the part, and gets simple counts", async () => {
  const modules = { "main.js": code('["rows" + "Read"]', '["rows" + "Written"]') };
  const server = await start(
    thingsOn(newDisk(), { modules, durableObjectNamespaces: namespaces }),
    { assets: noParts },
  );
  expect(await server.env["THINGS"].getByName("a").counts()).toEqual([0, 2]);
});

test("the error of a missing part names its file", async () => {
  const modules = { "main.js": code(".rowsRead", ".rowsWritten") };
  const config = thingsOn(newDisk(), { modules, durableObjectNamespaces: namespaces });
  const error = await rejection(serve(config, { assets: noParts }));
  expect(error.message).toContain("host-row-counts.js");
});
