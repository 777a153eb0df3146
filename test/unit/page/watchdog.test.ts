import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchHost } from "../../../src/page/watchdog.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A watched host that answers the first ping, and then only what `answer` lets through. */
function watch(): { readonly reports: string[]; readonly answer: () => void } {
  const reports: string[] = [];
  let first = true;
  let answer = (): void => undefined;
  watchHost({
    ping: () => {
      if (first) {
        first = false;
        return Promise.resolve();
      }
      return new Promise<void>((resolve) => (answer = resolve));
    },
    patience: 5000,
    unresponsive: () => reports.push("unresponsive"),
    responsive: () => reports.push("responsive"),
  });
  return { reports, answer: () => answer() };
}

test("a silent host is reported after its patience, and again when it answers", async () => {
  const { reports, answer } = watch();
  await vi.advanceTimersByTimeAsync(5900);
  expect(reports).toEqual([]);
  await vi.advanceTimersByTimeAsync(100);
  expect(reports).toEqual(["unresponsive"]);
  answer();
  await vi.advanceTimersByTimeAsync(0);
  expect(reports).toEqual(["unresponsive", "responsive"]);
});

test("the page's own lag does not count", async () => {
  const { reports } = watch();
  const { performance } = globalThis;
  let lag = 0;
  const now = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => now() + lag);
  for (let step = 0; step < 10; step++) {
    lag += 2000;
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(reports).toEqual([]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(reports).toEqual(["unresponsive"]);
});

test("a host that has not yet answered at all is not reported", async () => {
  const reports: string[] = [];
  watchHost({
    ping: () => new Promise<void>(() => undefined),
    patience: 5000,
    unresponsive: () => reports.push("unresponsive"),
    responsive: () => undefined,
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reports).toEqual([]);
});
