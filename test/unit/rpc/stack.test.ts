import { expect, test } from "vitest";
import { stackOfWorker } from "../../../src/rpc/stack.ts";

const text = (...lines: string[]): string => lines.join("\n");

test("Chromium: frames of tabd and their native frames are hidden", () => {
  expect(
    stackOfWorker(
      text(
        "TypeError: Failed to execute 'setAlarm'",
        "    at https://example.com/assets/host-entry-DUhw.js:1:74994",
        "    at new Promise (<anonymous>)",
        "    at vs (https://example.com/assets/host-entry-DUhw.js:1:74977)",
        "    at Reminder.remind (index.ts:12:22)",
        "    at async Promise.all (index 0)",
        "    at async blob:https://example.com/1-2-3:1:9",
      ),
    ),
  ).toBe(
    text("TypeError: Failed to execute 'setAlarm'", "    at Reminder.remind (index.ts:12:22)"),
  );
});

test("Chromium: native frames called by the worker are shown", () => {
  const stack = text(
    "Error: no",
    "    at lib/each.js:3:5",
    "    at Array.map (<anonymous>)",
    "    at Thing.alarm (index.ts:4:7)",
  );
  expect(stackOfWorker(`${stack}\n    at run (file:///a/host.js:1:2)`)).toBe(stack);
});

test("Firefox and WebKit: frames of tabd are hidden", () => {
  expect(
    stackOfWorker(
      text(
        "call@http://localhost:80/host-entry.js:1:7",
        "remind@index.ts:12:22",
        "promiseReaction@[native code]",
        "@blob:http://localhost/1-2:1:9",
        "",
      ),
    ),
  ).toBe(text("remind@index.ts:12:22", ""));
});

test("lines of the message are not parsed as frames", () => {
  const stack = text("Error: mail me@https://example.com", "at once", "    at f (a.ts:1:2)");
  expect(stackOfWorker(stack)).toBe(stack);
});

test("a stack without a frame of the worker is unchanged", () => {
  const stack = text("Error: x", "    at f (https://example.com/host.js:1:2)");
  expect(stackOfWorker(stack)).toBe(stack);
});
