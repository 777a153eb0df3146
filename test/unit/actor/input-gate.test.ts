import { describe, expect, it } from "vitest";

import { EventLoop } from "../../../src/actor/event-loop.ts";
import { type CriticalSection, GateScope } from "../../../src/actor/input-gate.ts";

interface Bench {
  readonly gate: GateScope;
  readonly seen: string[];
  /** An event that writes its name when it is delivered. */
  event(name: string, scope?: GateScope): void;
  /** A section that writes its name when it is entered. */
  section(name: string, scope?: GateScope): CriticalSection;
  rest(): Promise<void>;
}

function bench(): Bench {
  const loop = new EventLoop();
  const gate = new GateScope(loop);
  const seen: string[] = [];
  const fail = (name: string) => (error: unknown) => {
    seen.push(`${name}: ${(error as Error).message}`);
  };
  return {
    gate,
    seen,
    event: (name, scope = gate) => scope.wait(() => seen.push(name), fail(name)),
    section: (name, scope = gate) => scope.beginSection(() => seen.push(`[${name}`), fail(name)),
    async rest() {
      while (loop.pending > 0) await loop.turn();
    },
  };
}

describe("the input gate", () => {
  it("delivers events in the order of arrival, each in its own task", async () => {
    const { gate, seen, event, rest } = bench();
    gate.wait(
      () => {
        seen.push("a");
        void Promise.resolve().then(() => seen.push("a's microtask"));
      },
      () => undefined,
    );
    event("b");
    expect(seen).toEqual([]);
    await rest();
    expect(seen).toEqual(["a", "a's microtask", "b"]);
  });

  it("holds events back while a critical section is open", async () => {
    const { seen, event, section, rest } = bench();
    const open = section("s");
    event("a");
    event("b");
    await rest();
    expect(seen).toEqual(["[s"]);
    open.end();
    event("c");
    await rest();
    expect(seen).toEqual(["[s", "a", "b", "c"]);
  });

  it("enters a section before events that arrived earlier", async () => {
    const { seen, event, section, rest } = bench();
    event("a");
    const open = section("s");
    await rest();
    expect(seen).toEqual(["[s"]);
    open.end();
    await rest();
    expect(seen).toEqual(["[s", "a"]);
  });

  it("delivers inside a section the events that the section started", async () => {
    const { seen, event, section, rest } = bench();
    const open = section("s");
    event("outside");
    event("inside", open);
    await rest();
    expect(seen).toEqual(["[s", "inside"]);
    open.end();
    await rest();
    expect(seen).toEqual(["[s", "inside", "outside"]);
  });

  it("enters sections of one scope one after another", async () => {
    const { gate, seen, event, section, rest } = bench();
    const first = section("1");
    const second = section("2");
    event("e");
    await rest();
    expect(seen).toEqual(["[1"]);
    first.end();
    await rest();
    expect(seen).toEqual(["[1", "[2"]);
    expect(gate.innermost).toBe(second);
    second.end();
    await rest();
    expect(seen).toEqual(["[1", "[2", "e"]);
    expect(gate.innermost).toBe(gate);
  });

  it("resumes the code that awaits a section before any other event", async () => {
    const { seen, event, section, rest } = bench();
    const open = section("s");
    section("next");
    event("waiting");
    await rest();
    open.end(() => seen.push("first"));
    await rest();
    expect(seen).toEqual(["[s", "first", "[next"]);
  });

  it("moves sections that were not entered to the outer scope", async () => {
    const { seen, section, rest } = bench();
    const outer = section("outer");
    await rest();
    const inner = section("inner", outer);
    await outer.callbackEnded();
    expect(seen).toEqual(["[outer"]);
    outer.end(() => seen.push("outer settled"));
    await rest();
    expect(seen).toEqual(["[outer", "outer settled", "[inner"]);
    expect(inner.depth).toBe(1);
  });

  it("nests sections and counts their depth", async () => {
    const { gate, seen, event, section, rest } = bench();
    const outer = section("outer");
    const inner = section("inner", outer);
    event("in outer", outer);
    event("in inner", inner);
    await rest();
    expect([gate.depth, outer.depth, inner.depth]).toEqual([0, 1, 2]);
    expect(seen).toEqual(["[outer", "[inner", "in inner"]);
    let ended = false;
    void outer.sectionsEnded().then(() => (ended = true));
    await rest();
    expect(ended).toBe(false);
    inner.end();
    await rest();
    expect(ended).toBe(true);
    expect(seen.at(-1)).toBe("in outer");
  });

  it("moves events that wait in an ended section to the outer scope", async () => {
    const { seen, event, section, rest } = bench();
    const outer = section("outer");
    outer.end();
    event("late", outer);
    await rest();
    expect(seen).toContain("late");
  });

  it("fails all waiting and later events once it is broken", async () => {
    const { gate, seen, event, section, rest } = bench();
    const open = section("s");
    await rest();
    event("a");
    event("b", open);
    section("t");
    gate.break(new Error("broken"));
    event("c");
    event("d", open);
    section("u");
    await rest();
    expect(seen.toSorted()).toEqual([
      "[s",
      "a: broken",
      "b: broken",
      "c: broken",
      "d: broken",
      "t: broken",
      "u: broken",
    ]);
  });
});
