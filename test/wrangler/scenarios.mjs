import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import initSqlJs from "sql.js";

/** @typedef {typeof import("../../src/storage/sqlite/write-ahead-log.ts").replayLog} ReplayLog */

/**
 * Checks of each example in `wrangler dev`: its response and its alarm. Each returns a description
 * of the result.
 *
 * @type {Record<string, (
 *   project: import("./wrangler-project.mjs").WranglerProject,
 *   replayLog: ReplayLog,
 * ) => Promise<string>>}
 */
export const scenarios = {
  "first-alarm": async (project) => {
    const answer = await project.fetch("/tea?text=The tea is ready&seconds=2");
    assert.deepEqual(answer, { status: 200, text: "The reminder is set." });
    await project.said("The tea is ready");
    return "the alarm fired";
  },

  "many-reminders": async (project) => {
    await project.fetch("/me?text=Cake&seconds=3");
    const { text } = await project.fetch("/me?text=Tea&seconds=1");
    assert.deepEqual(JSON.parse(text), ["Tea", "Cake"]);
    await project.answers("/me", `["Cake"]`);
    await project.answers("/me", "[]");
    return "two reminders fired on one alarm, the earlier first";
  },

  batching: async (project) => {
    await project.fetch("/fruit?item=apple");
    assert.equal((await project.fetch("/fruit?item=pear")).text, "2 in the batch");
    await project.said("Sent a batch of 2: apple, pear");
    return "the alarm sent both";
  },

  "self-cleaning": async (project) => {
    await project.fetch("/ada");
    assert.equal((await project.fetch("/ada")).text, "Visit number 2 of ada");
    await project.said("ada expired, visits: 2");
    assert.equal((await project.fetch("/ada")).text, "Visit number 1 of ada");
    return "the alarm deleted the count";
  },

  retries: async (project) => {
    await project.fetch("/order 1?failures=1");
    await project.said("Receipt sent on try 2.");
    assert.equal(await project.said("Card charged."), 1);
    return "the failed alarm was retried, and charged once";
  },

  "rate-limiter": async (project) => {
    const statuses = [];
    for (let count = 0; count < 4; count++) statuses.push((await project.fetch("/ada")).status);
    assert.deepEqual(statuses, [200, 200, 200, 429]);
    assert.equal((await project.fetch("/bob")).status, 200);
    await project.answers("/ada", "OK");
    return "429 at the fourth, and 200 after the alarm";
  },

  subscription: async (project, replayLog) => {
    await project.fetch("/ada?price=5", { method: "POST" });
    await project.stop();
    await makeOverdue(
      join(project.folder, ".wrangler/state/v3/do/subscription-Subscription"),
      replayLog,
    );
    await project.start();
    await project.said(`Bill number 1: 5 euros on ${new Date().toISOString().slice(0, 10)}`);
    assert.equal(JSON.parse((await project.fetch("/ada")).text).length, 1);
    return "the alarm, set thirty days ahead, fired after its time was changed on disk";
  },

  chat: async (project) => {
    const ada = await project.socket("/lobby?name=Ada");
    assert.equal(await ada.next(), "Ada joined.");
    const bob = await project.socket("/lobby?name=Bob");
    assert.equal(await ada.next(), "Bob joined.");
    assert.equal(await bob.next(), "Bob joined.");
    bob.send("Here I am.");
    assert.equal(await ada.next(), "Bob: Here I am.");
    const { text } = await project.fetch("/lobby");
    assert.deepEqual(JSON.parse(text).toSorted(), ["Ada", "Bob"]);
    ada.close();
    bob.close();
    return "two clients exchanged messages";
  },

  sql: async (project) => {
    await project.fetch("/kitchen?degrees=21", { method: "POST" });
    const { text } = await project.fetch("/kitchen?degrees=22", { method: "POST" });
    assert.deepEqual(JSON.parse(text), { count: 2, average: 21.5 });
    await project.answers("/kitchen", `{"count":0,"average":null}`);
    return "the alarm deleted the old rows";
  },

  "two-objects": async (project) => {
    const { text } = await project.fetch("/order 1?item=umbrella&count=4", { method: "POST" });
    assert.equal(text, "4 reserved. Pay within 20 s.");
    const again = await project.fetch("/order 2?item=umbrella&count=2", { method: "POST" });
    assert.equal(again.text, "Not enough in stock.");
    await project.said("Not paid in time: 4 returned.");
    const late = await project.fetch("/order 2?item=umbrella&count=2", { method: "POST" });
    assert.equal(late.text, "2 reserved. Pay within 20 s.");
    return "one object called the other, and its alarm returned the items";
  },

  empty: async (project) => {
    assert.equal((await project.fetch("/")).text, "The alarm is set.");
    await project.said("The alarm fired.");
    return "the alarm fired";
  },
};

/**
 * Moves the only alarm of a namespace, which must be thirty days ahead, into the past.
 *
 * @param {string} folder the namespace's files with their logs, because wrangler kills workerd
 * @param {ReplayLog} replayLog
 */
async function makeOverdue(folder, replayLog) {
  const SQL = await initSqlJs();
  const statements = {
    metadata: "UPDATE _cf_ALARM SET scheduled_time = scheduled_time - 31 * 86400000000000",
    object: "UPDATE _cf_METADATA SET value = value - 31 * 86400000000000 WHERE key = 1",
  };
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".sqlite"))) {
    const path = join(folder, name);
    const { bytes } = replayLog(readFileSync(path), readFileSync(`${path}-wal`));
    for (const log of ["-wal", "-shm"]) rmSync(path + log);
    const database = new SQL.Database(bytes);
    const metadata = name === "metadata.sqlite";
    if (metadata) {
      const [found] = database.exec("SELECT scheduled_time / 1000000 FROM _cf_ALARM");
      const days = (Number(found?.values[0]?.[0]) - Date.now()) / 86_400_000;
      assert.ok(days > 29.9 && days <= 30, `the alarm is ${days} days ahead`);
    }
    database.run(metadata ? statements.metadata : statements.object);
    assert.equal(database.getRowsModified(), 1, `${name} has one alarm`);
    writeFileSync(path, database.export());
    database.close();
  }
}
