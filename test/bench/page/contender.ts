/** One of the implementations that a suite compares. */
export interface Contender {
  readonly name: string;
  /** Measures one round, in ms unless the suite has another unit. */
  round(): Promise<number>;
  close(): Promise<void>;
}

/** How long one call of `operation` takes, in ms: the median of `times` calls one after another. */
export async function latency(operation: () => Promise<unknown>, times: number): Promise<number> {
  const all: number[] = [];
  for (let n = 0; n < times; n++) {
    const begin = performance.now();
    await operation();
    all.push(performance.now() - begin);
  }
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;
}

/** The calls per second of `workers` concurrent loops, each awaiting its own calls. */
export async function throughput(
  operation: (worker: number) => Promise<unknown>,
  workers: number,
  ms: number,
): Promise<number> {
  const begin = performance.now();
  const end = begin + ms;
  let calls = 0;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      while (performance.now() < end) {
        await operation(worker);
        calls++;
      }
    }),
  );
  return (calls * 1000) / (performance.now() - begin);
}
