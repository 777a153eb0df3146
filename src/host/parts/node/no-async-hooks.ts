/**
 * Replaces `node:async_hooks` in the bundled `node:events` library, which imports this name for
 * `EventEmitterAsyncResource`, a class that tabd replaces.
 */
export class AsyncResource {}
