import { setTimeout as sleep } from "node:timers/promises";
import type { ExpectMatcherState, MatcherReturnType } from "@playwright/test";
import type { HostEvent } from "../../protocol/events.ts";
import { type Time, timeOf } from "./duration.ts";
import { matchesValue } from "./match-value.ts";
import { TabdObject } from "./tabd-object.ts";
import { timelineText, timeText } from "./timeline-text.ts";

/** Options of every matcher. */
export interface MatcherOptions {
  /** In ms. Default: the `expect.timeout` of Playwright's configuration. */
  readonly timeout?: number;
}

/** A state of the object, and whether it is the expected one. */
interface Look {
  readonly pass: boolean;
  /** For the message. */
  readonly received: string;
}

interface Assertion {
  readonly name: string;
  readonly expected: string;
  readonly look: () => Promise<Look>;
}

/** With a short timeout too, the first answer is awaited for so long, in ms. */
const LEAST_PATIENCE = 5_000;

const INTERVALS = [0, 20, 50, 100, 250, 500];

/** Looks again until the object is as expected, or is not, after `.not`. */
async function retried(
  state: ExpectMatcherState,
  object: TabdObject,
  { name, expected, look }: Assertion,
  { timeout = state.timeout ?? 5_000 }: MatcherOptions,
): Promise<MatcherReturnType> {
  const start = performance.now();
  const ends = start + timeout;
  const answersBy = start + Math.max(timeout, LEAST_PATIENCE);
  let last: Look = { pass: state.isNot, received: "no answer" };
  for (let attempt = 0; ; attempt++) {
    last = await Promise.race([
      look().catch((error: unknown) => ({ pass: state.isNot, received: String(error) })),
      sleep(Math.max(0, answersBy - performance.now()), last, { ref: false }),
    ]);
    const wait = INTERVALS[attempt] ?? 1_000;
    if (last.pass !== state.isNot || performance.now() + wait > ends) break;
    await sleep(wait);
  }
  const events = await object.events().catch(() => undefined);
  const { pass, received } = last;
  const not = state.isNot ? "not " : "";
  const message = (): string =>
    `${state.utils.matcherHint(name, "object", "", { isNot: state.isNot })}\n\n` +
    `Object:   ${object.title}\nExpected: ${not}${expected}\nReceived: ${received}\n` +
    `Timeout:  ${timeout} ms\n\nTimeline of ${object.title}:\n` +
    (events === undefined ? "  unknown: the page has no server" : timelineText(events));
  return { name, pass, message, expected, actual: received, timeout };
}

function checked(name: string, object: unknown): TabdObject {
  if (object instanceof TabdObject) return object;
  throw new TypeError(
    `${name}() expects an object: expect(tabd.object("ROOMS", "lobby")).${name}()`,
  );
}

/** Counts events of one type. */
function counting(
  state: ExpectMatcherState,
  name: string,
  given: unknown,
  count: (events: readonly HostEvent[]) => number,
  times: number | undefined,
  options: MatcherOptions = {},
): Promise<MatcherReturnType> {
  const object = checked(name, given);
  const look = async (): Promise<Look> => {
    const number = count(await object.events());
    return {
      pass: times === undefined ? number > 0 : number === times,
      received: timesText(number),
    };
  };
  const expected = times === undefined ? "at least once" : timesText(times);
  return retried(state, object, { name, expected, look }, options);
}

const timesText = (times: number): string => (times === 1 ? "once" : `${times} times`);

const ofType =
  (type: HostEvent["type"]) =>
  (events: readonly HostEvent[]): number =>
    events.filter((event) => event.type === type).length;

/** Matchers for `tabd.object()`. They retry, as Playwright's own assertions for the web do. */
export const matchers = {
  /**
   * The object has a pending alarm: any, one that was set for `expected`, or one at most `within` ms
   * from now, by the host's clock.
   */
  toHaveAlarm(
    this: ExpectMatcherState,
    given: TabdObject,
    expected?: Time | { readonly within: number },
    options: MatcherOptions = {},
  ): Promise<MatcherReturnType> {
    const object = checked("toHaveAlarm", given);
    const within =
      typeof expected === "object" && "within" in expected ? expected.within : undefined;
    const time =
      expected === undefined || within !== undefined ? undefined : timeOf(expected as Time);
    const look = async (): Promise<Look> => {
      const { alarm, now } = await object.alarmAndTime();
      const received = alarm === null ? "no alarm" : `an alarm at ${timeText(alarm)}`;
      if (alarm === null) return { pass: false, received };
      if (within === undefined) return { pass: time === undefined || time === alarm, received };
      return { pass: alarm <= now + within, received: `${received}, in ${alarm - now} ms` };
    };
    const words =
      within === undefined
        ? time === undefined
          ? "an alarm"
          : `an alarm at ${timeText(time)}`
        : `an alarm within ${within} ms`;
    return retried(this, object, { name: "toHaveAlarm", expected: words, look }, options);
  },

  /** The object has no pending alarm. */
  toHaveNoAlarm(
    this: ExpectMatcherState,
    given: TabdObject,
    options: MatcherOptions = {},
  ): Promise<MatcherReturnType> {
    const object = checked("toHaveNoAlarm", given);
    const look = async (): Promise<Look> => {
      const alarm = await object.alarm();
      return {
        pass: alarm === null,
        received: alarm === null ? "no alarm" : `an alarm at ${timeText(alarm)}`,
      };
    };
    return retried(this, object, { name: "toHaveNoAlarm", expected: "no alarm", look }, options);
  },

  /** Its alarm was delivered this many times in this test, retries included. Default: at least once. */
  toHaveFired(
    this: ExpectMatcherState,
    given: TabdObject,
    times?: number,
    options?: MatcherOptions,
  ): Promise<MatcherReturnType> {
    return counting(this, "toHaveFired", given, ofType("alarm-fired"), times, options);
  },

  /** A delivery of its alarm failed this many times in this test. Default: at least once. */
  toHaveFailed(
    this: ExpectMatcherState,
    given: TabdObject,
    times?: number,
    options?: MatcherOptions,
  ): Promise<MatcherReturnType> {
    return counting(this, "toHaveFailed", given, ofType("alarm-failed"), times, options);
  },

  /** A method of the object ran in this test: an RPC method, `fetch`, or `alarm`. */
  toHaveRun(
    this: ExpectMatcherState,
    given: TabdObject,
    method: string,
    options?: MatcherOptions,
  ): Promise<MatcherReturnType> {
    const calls = (events: readonly HostEvent[]): number =>
      events.filter((event) =>
        event.type === "actor-called"
          ? event.method === method
          : event.type === "alarm-fired" && method === "alarm",
      ).length;
    return counting(this, "toHaveRun", given, calls, undefined, options);
  },

  /** It stores this value under this key. Without a value: it has the key. */
  toHaveStored(
    this: ExpectMatcherState,
    given: TabdObject,
    key: string,
    ...rest: [value?: unknown, options?: MatcherOptions]
  ): Promise<MatcherReturnType> {
    const object = checked("toHaveStored", given);
    const [value, options = {}] = rest;
    const any = rest.length === 0;
    const print = (one: unknown): string => this.utils.stringify(one);
    const look = async (): Promise<Look> => {
      const storage = await object.storage();
      if (!Object.hasOwn(storage, key)) {
        const keys = Object.keys(storage).map(print).join(", ");
        return { pass: false, received: keys === "" ? "no keys" : `only the keys ${keys}` };
      }
      const stored = storage[key];
      const pass = any || matchesValue(stored, value);
      return { pass, received: `${print(key)}: ${print(stored)}` };
    };
    const expected = any ? `a value for ${print(key)}` : `${print(key)}: ${print(value)}`;
    return retried(this, object, { name: "toHaveStored", expected, look }, options);
  },
};
