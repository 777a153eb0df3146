import { deepStrictEqual } from "node:assert/strict";
import v8 from "node:v8";
import { expect, test } from "vitest";

import { deserialize } from "../../../src/codec/deserialize.ts";
import { serialize } from "../../../src/codec/serialize.ts";
import { seededRandom } from "../seeded-random.ts";

/**
 * Creates nested values with shared parts and cycles. In a few cases, V8's bytes depend on a value's
 * history. These cases are avoided: no array has only numbers, and a key implies the type of its
 * value, because V8 remembers for all objects of one shape whether a property was ever a
 * fraction.
 */
function randomValues(random: () => number): () => unknown {
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(choices: readonly (() => T)[]): T =>
    (choices[below(choices.length)] as () => T)();
  /** Always contains a non-number: an array of numbers might be stored as doubles. */
  const times = (action: () => void): void => {
    for (let count = below(5); count > 0; count--) action();
  };

  const alphabet = ["a", "Z", "é", "ÿ", "Ā", "日", "😀", "\ud800", "\udc00", "\0", " "];
  const text = (): string => {
    const letters = below(2) === 0 ? 4 : alphabet.length;
    return Array.from({ length: below(12) }, () => alphabet[below(letters)]).join("");
  };
  const integer = (): number => below(2 ** 30) * (below(2) === 0 ? 1 : -1) + 0;
  const double = (): number => (random() - 0.5) * 10 ** (below(40) - 20) + 0.1;
  const bigint = (): bigint =>
    BigInt.asIntN(1 + below(300), BigInt(Math.floor(random() * 2 ** 53)) ** 6n);
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => below(256));

  const primitives = [
    integer,
    () => below(100),
    double,
    text,
    bigint,
    () => true,
    () => false,
    () => null,
    () => undefined,
    () => -0,
  ];
  const leaves: (() => object)[] = [
    () => new Date(below(2 ** 31) * 1000),
    () =>
      new RegExp(`[${"abc".slice(below(3))}]+é?`, pick(["", "g", "imu", "sy"].map((f) => () => f))),
    () => Object(pick<unknown>([integer, double, text, bigint, () => true, () => false])),
    () => bytes(below(20)).buffer,
    () => bytes(below(20)),
    () => Float64Array.of(double(), 1, double()),
    () => new BigUint64Array(bytes(32).buffer, 8, 2),
    () => new DataView(bytes(16).buffer, below(8)),
    () =>
      new Uint16Array(new ArrayBuffer(8, { maxByteLength: 12 }), 2, ...(below(2) === 0 ? [] : [3])),
  ];

  /** Objects that may be referred to again. */
  let known: object[];

  const keyed = (): object => {
    const value = make();
    const double = typeof value === "number" && !Object.is(value | 0, value);
    return { [`${double ? "double" : typeof value}${text()}`]: value };
  };
  const containers: ((fill: (object: object) => object) => object)[] = [
    (fill) => {
      const array = fill([]) as unknown[];
      array.push("not a number");
      times(() => array.push(make()));
      return array;
    },
    (fill) => {
      const array = fill([]) as unknown[];
      array[1 + below(40)] = make();
      times(() => Object.assign(array, keyed()));
      return array;
    },
    (fill) => {
      const object = fill({});
      times(() => Object.assign(object, keyed()));
      return object;
    },
    (fill) => Object.assign(fill({}), { [below(1000)]: text(), [`${text()}_`]: null }),
    (fill) => {
      const map = fill(new Map()) as Map<unknown, unknown>;
      times(() => map.set(make(), make()));
      return map;
    },
    (fill) => {
      const set = fill(new Set()) as Set<unknown>;
      times(() => set.add(make()));
      return set;
    },
  ];

  let budget: number;
  const make = (): unknown => {
    const kind = below(10);
    if (budget-- <= 0 || kind < 4) return pick<unknown>(primitives);
    if (kind < 6) return remember(pick(leaves));
    if (kind === 6 && known.length > 0) return known[below(known.length)];
    return pick(containers.map((container) => () => container(remember)));
  };
  const remember = (object: object): object => {
    known.push(object);
    return object;
  };

  return () => {
    known = [];
    budget = 60;
    return make();
  };
}

const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 32));

test(`random values are written and read as V8 does (SEED=${seed})`, () => {
  const random = randomValues(seededRandom(seed));
  for (let i = 0; i < 1500; i++) {
    const value = random();
    const bytes = serialize(value);
    const serializer = new v8.Serializer();
    serializer.writeHeader();
    serializer.writeValue(value);
    expect([i, Buffer.from(bytes).toString("latin1")]).toEqual([
      i,
      serializer.releaseBuffer().toString("latin1"),
    ]);
    const deserializer = new v8.Deserializer(bytes);
    deserializer.readHeader();
    const read = deserialize(bytes);
    deepStrictEqual(read, deserializer.readValue());
    expect(Buffer.from(serialize(read)).equals(bytes)).toBe(true);
  }
});
