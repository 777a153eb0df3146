import { expect, test } from "vitest";
import { TimeHeap, type TimeHeapItem } from "../../../src/clock/time-heap.ts";

interface Item extends TimeHeapItem {
  readonly name: number;
}

const item = (name: number, time: number): Item => ({ name, time, order: 0, position: -1 });

function drain(heap: TimeHeap<Item>): Item[] {
  const all: Item[] = [];
  for (let next = heap.pop(); next !== undefined; next = heap.pop()) all.push(next);
  return all;
}

/** A seeded generator of numbers in [0, 1). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

test("the earliest item comes first, then the one inserted first", () => {
  const heap = new TimeHeap<Item>();
  [5, 1, 3, 1, 5, -2, Infinity, 3].forEach((time, name) => heap.push(item(name, time)));
  expect(drain(heap).map(({ name }) => name)).toEqual([5, 1, 3, 2, 7, 0, 4, 6]);
});

test.each([1, 2, 3, 4, 5])(
  "agrees with a sorted list after random operations (seed %i)",
  (seed) => {
    const random = numbers(seed);
    const heap = new TimeHeap<Item>();
    let list: Item[] = [];
    for (let step = 0; step < 2000; step++) {
      const chosen = list[Math.floor(random() * list.length)];
      if (random() < 0.6 || chosen === undefined) {
        const made = item(step, Math.floor(random() * 50));
        heap.push(made);
        list.push(made);
      } else if (random() < 0.5) {
        heap.remove(chosen);
        list = list.filter((other) => other !== chosen);
      } else {
        // Inserted again, it counts as the newest.
        heap.remove(chosen);
        heap.push(chosen);
        list = [...list.filter((other) => other !== chosen), chosen];
      }
      expect(heap.size).toBe(list.length);
    }
    const sorted = list.map((one, made) => ({ one, made }));
    sorted.sort((a, b) => a.one.time - b.one.time || a.made - b.made);
    expect(drain(heap)).toEqual(sorted.map(({ one }) => one));
  },
);

test("removing an item that is not in the heap has no effect", () => {
  const heap = new TimeHeap<Item>();
  const inside = item(1, 1);
  const outside = item(2, 2);
  heap.push(inside);
  heap.remove(outside);
  outside.position = 0;
  heap.remove(outside);
  expect(drain(heap)).toEqual([inside]);
  heap.remove(inside);
  expect(heap.size).toBe(0);
});
