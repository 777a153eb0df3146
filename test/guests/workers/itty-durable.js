import { createDurable, withDurables } from "itty-durable";
import { json, Router, withParams } from "itty-router";

export class Counter extends createDurable({ autoReturn: true, autoPersist: true }) {
  constructor(state, env) {
    super(state, env);
    this.count = 0;
    this.rings = 0;
  }
  add(amount) {
    this.count += amount;
  }
  async remind(delay) {
    await this.setAlarm(Date.now() + delay);
  }
  async alarm() {
    await this.loadFromStorage();
    this.rings++;
    await this.persist();
  }
}

const router = Router();
router
  .all("*", withDurables({ parse: true }))
  .get("/:name/add/:amount", withParams, ({ Counter, name, amount }) =>
    Counter.get(name).add(Number(amount)),
  )
  .get("/:name/remind", withParams, ({ Counter, name }) => Counter.get(name).remind(3_600_000))
  .get("/:name", withParams, ({ Counter, name }) => Counter.get(name).toJSON());

export default {
  fetch: (request, env, ctx) => router.fetch(request, env, ctx).then(json),
};
