/** The `ctx` of a worker's handlers that are no Durable Object's. */
export class ExecutionContext {
  /** What `ctx.exports.Name({ props })` would give: nothing in particular. */
  readonly props: object = {};
  readonly exports: object | undefined;

  /** @param exports undefined without the compatibility flag `enable_ctx_exports`. */
  constructor(exports: object | undefined) {
    this.exports = exports;
  }

  /** Nothing of a worker ends while its host lives, so there is nothing to keep alive. */
  waitUntil(_promise: Promise<unknown>): void {}

  /** There is no origin to pass a request on to. */
  passThroughOnException(): void {}
}
