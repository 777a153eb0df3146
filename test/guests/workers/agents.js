import { Agent, callable, getCurrentAgent, routeAgentRequest } from "agents";

const minute = (time) => new Date(time).toISOString().slice(11, 16);

/** Logs each call of its schedules. */
export class Clerk extends Agent {
  initialState = { visits: 0 };

  onStart() {
    void this.sql`CREATE TABLE IF NOT EXISTS calls (at INTEGER, callback TEXT, payload TEXT)`;
  }

  async plan(date) {
    await this.schedule(90, "delayed", { tea: "green" });
    await this.schedule(new Date(date), "dated", "half past");
    await this.schedule("0 * * * *", "hourly");
    await this.scheduleEvery(600, "repeated", [1, 2]);
    const canceled = await this.schedule(30, "delayed", { tea: "none" });
    return [await this.cancelSchedule(canceled.id), await this.cancelSchedule("unknown")];
  }
  async planned() {
    const schedules = await this.listSchedules();
    return schedules.map(({ type, callback, time, payload = null, cron, intervalSeconds }) => [
      type,
      callback,
      minute(time * 1000),
      payload,
      cron ?? intervalSeconds ?? null,
    ]);
  }

  delayed(payload) {
    this.#log("delayed", payload);
  }
  dated(payload) {
    this.#log("dated", payload);
  }
  async hourly() {
    await scheduler.wait(1);
    this.#log("hourly", getCurrentAgent().agent === this);
  }
  repeated(payload, { intervalSeconds }) {
    this.#log("repeated", [payload, intervalSeconds]);
  }
  queued(payload) {
    this.#log("queued", payload);
  }
  #log(callback, payload) {
    void this.sql`INSERT INTO calls VALUES (${Date.now()}, ${callback}, ${JSON.stringify(payload)})`;
  }
  calls() {
    return this.sql`SELECT at, callback, payload FROM calls ORDER BY at`.map(
      ({ at, callback, payload }) => [minute(at), callback, JSON.parse(payload)],
    );
  }

  /** Queues work, and plans work of a sub-agent, whose alarms are this agent's. */
  async delegate() {
    await this.queue("queued", "soon");
    const helper = await this.subAgent(Helper, "night");
    await helper.plan();
    return this.hasSubAgent(Helper, "night");
  }
  async delegated() {
    const helper = await this.subAgent(Helper, "night");
    return helper.report();
  }

  @callable()
  visit() {
    this.setState({ visits: this.state.visits + 1 });
    return this.state;
  }

  onRequest(request) {
    return Response.json({ method: request.method, name: this.name, state: this.state });
  }
  onConnect(connection) {
    connection.setState({ messages: 0 });
  }
  onMessage(connection, message) {
    connection.setState({ messages: connection.state.messages + 1 });
    connection.send(JSON.stringify({ echo: message, messages: connection.state.messages }));
  }
}

export class Helper extends Agent {
  initialState = { wakes: [] };

  async plan() {
    await this.schedule(600, "wake", "at night");
  }
  wake(payload) {
    this.setState({ wakes: [...this.state.wakes, [minute(Date.now()), payload]] });
  }
  report() {
    return this.state.wakes;
  }
}

export default {
  async fetch(request, env) {
    return (await routeAgentRequest(request, env)) ?? new Response("Not found", { status: 404 });
  },
};
