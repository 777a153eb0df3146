/**
 * Takes the place of `node:async_hooks` in the library of `node:events`, which wants this name for a
 * class that is not there (`EventEmitterAsyncResource`).
 */
export class AsyncResource {}
