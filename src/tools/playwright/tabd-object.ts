import type { AlarmRunReport } from "../../protocol/host-control.ts";
import type { HostEvent } from "../../protocol/events.ts";
import type { SqlResultValue } from "../../protocol/host-inspect.ts";
import type { EventLog, EventSubject } from "./event-log.ts";
import { receiveResponse, sendRequest } from "./page-requests.ts";
import type { ObjectAddress } from "./page-registry.ts";
import { pageValues } from "./page-values.ts";
import { step } from "./step.ts";
import type { Tab } from "./tab.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- the arguments of any method
type Method = (...args: any[]) => unknown;

/** The names of a stub's methods. */
type MethodName<Stub> = {
  [Name in keyof Stub]: Stub[Name] extends Method ? Name : never;
}[keyof Stub] &
  string;
type ArgumentsOf<T> = T extends (...args: infer Args) => unknown ? Args : never;
type ResultOf<T> = 0 extends 1 & T
  ? // oxlint-disable-next-line typescript/no-explicit-any -- of a method of an unknown class
    any
  : T extends (...args: never) => infer Result
    ? Awaited<Result>
    : never;

const { encode, decode } = pageValues();

/** An object of the worker, as a test sees it. */
// oxlint-disable-next-line typescript/no-explicit-any -- methods of any name, if the type is unknown
export class TabdObject<Stub = any> {
  readonly #tab: () => Tab;
  readonly #log: EventLog;
  readonly #address: ObjectAddress;
  #subject: EventSubject | undefined;

  /** @internal */
  constructor(tab: () => Tab, log: EventLog, address: ObjectAddress) {
    this.#tab = tab;
    this.#log = log;
    this.#address = address;
  }

  /** As messages name it: `REMINDERS "tea"`. */
  get title(): string {
    const { binding, name, id = "" } = this.#address;
    return `${binding} ${name === undefined ? id : JSON.stringify(name)}`;
  }

  /** Calls a method of the object. @throws the method's error. */
  call<Name extends MethodName<Stub>>(
    method: Name,
    ...args: ArgumentsOf<Stub[Name]>
  ): Promise<ResultOf<Stub[Name]>> {
    return step(`${this.title}: ${method}`, args, async () => {
      const outcome = await this.#tab().run(
        async ({ stub, encode, decode }, { address, method, args }) => {
          try {
            const result = await stub(address)[method]?.(...(decode(args) as unknown[]));
            return { result: encode(result) };
          } catch (thrown) {
            const error = thrown instanceof Error ? thrown : new Error(String(thrown));
            const { name, message, stack } = error;
            return { error: { name, message, stack, marks: { ...error } } };
          }
        },
        { address: this.#address, method, args: encode(args) },
      );
      if (outcome.error === undefined) return decode(outcome.result) as ResultOf<Stub[Name]>;
      const { message, marks, ...rest } = outcome.error;
      throw Object.assign(new Error(message), rest, marks);
    });
  }

  /** Sends a request to the object's `fetch()`. A relative URL is resolved against `http://tabd/`. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(
      typeof input === "string" ? new URL(input, "http://tabd/") : input,
      init,
    );
    return step(`${this.title}: fetch`, [request.url], async () => {
      const address = this.#address;
      const sent = await sendRequest(request);
      const answer = await this.#tab().run(
        ({ stub, send }, { address, sent }) =>
          send((request) => stub(address).fetch(request), sent),
        { address, sent },
      );
      return receiveResponse(answer);
    });
  }

  /** The time that its pending alarm was set for, in ms since the epoch; null without one. */
  async alarm(): Promise<number | null> {
    return (await this.alarmAndTime()).alarm;
  }

  /** The alarm, and the host's time. @internal */
  alarmAndTime(): Promise<{ alarm: number | null; now: number }> {
    return this.#tab().run(async ({ server, select }, address) => {
      const { className, id } = select(address);
      const { alarms } = await server.inspect.alarms({ className, limit: 1_000_000 });
      const found = alarms.find((alarm) => alarm.id === id);
      return { alarm: found?.scheduledTime ?? null, now: await server.clock.now() };
    }, this.#address);
  }

  /** Its keys and values. Starts no object. */
  async storage(): Promise<Record<string, unknown>> {
    const entries = await this.#tab().run(async ({ server, select, encode }, address) => {
      const found: [string, unknown][] = [];
      const actor = select(address);
      const { objects } = await server.inspect.objects({ search: actor.id });
      // An object that has stored nothing.
      if (objects.length === 0) return found;
      for (let startAfter: string | undefined; ; startAfter = found.at(-1)?.[0]) {
        const { entries, more } = await server.inspect.kv(actor, { startAfter });
        for (const { key, value } of entries) found.push([key, encode(value)]);
        if (!more) return found;
      }
    }, this.#address);
    return Object.fromEntries(entries.map(([key, value]) => [key, decode(value)]));
  }

  /** Runs SQL as the object's own `ctx.storage.sql.exec()`. Starts the object. At most 1,000 rows. */
  sql(query: string, ...bindings: unknown[]): Promise<Record<string, SqlResultValue>[]> {
    return step(`${this.title}: sql`, [query, ...bindings], async () => {
      const result = await this.#tab().run(
        async ({ server, select, encode, decode }, { address, query, bindings }) =>
          encode(
            await server.control.sql(select(address), query, ...(decode(bindings) as unknown[])),
          ),
        { address: this.#address, query, bindings: encode(bindings) },
      );
      const { columns, rows } = decode(result) as {
        columns: string[];
        rows: SqlResultValue[][];
      };
      return rows.map((row) =>
        Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null])),
      );
    });
  }

  /** Evicts the object, as ten idle seconds do. Its hibernatable WebSockets stay open. */
  evict(): Promise<void> {
    return step(`${this.title}: evict`, [], () =>
      this.#tab().run(
        ({ server, select }, address) => server.control.evict(select(address)),
        this.#address,
      ),
    );
  }

  /** Delivers its pending alarm now, whatever its time, and waits until the handler has ended. */
  fireAlarm(): Promise<AlarmRunReport> {
    return step(`${this.title}: fireAlarm`, [], () =>
      this.#tab().run(
        ({ server, select }, address) => server.control.runAlarm(select(address)),
        this.#address,
      ),
    );
  }

  /**
   * Makes the next delivery of its alarm fail before the handler is called, with an `Error` of this
   * message. Applies once, and ends with the host.
   */
  failNextAlarm(message?: string): Promise<void> {
    return step(`${this.title}: failNextAlarm`, [message], () =>
      this.#tab().run(
        ({ server, select }, { address, message }) =>
          server.control.failNextAlarm(select(address), message),
        { address: this.#address, message },
      ),
    );
  }

  /** The events about the object in this test, oldest first. */
  async events(): Promise<HostEvent[]> {
    return this.#log.of(await this.subject());
  }

  /** @internal */
  async subject(): Promise<EventSubject> {
    this.#subject ??= await this.#tab().run(
      ({ select }, address) => select(address),
      this.#address,
    );
    return this.#subject;
  }
}
