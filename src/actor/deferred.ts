export interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: (value: void | PromiseLike<void>) => void;
  readonly reject: (error: unknown) => void;
}

/** `Promise.withResolvers()`, which older browsers lack. */
export function deferred(): Deferred {
  let resolve!: Deferred["resolve"];
  let reject!: Deferred["reject"];
  const promise = new Promise<void>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}
