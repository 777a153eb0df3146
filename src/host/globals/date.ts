import { definePlatform } from "./define-global.ts";

/**
 * Makes `Date` follow a clock: `new Date()`, `Date()` and `Date.now()`. Everything else of it stays
 * the platform's own, its prototype above all, so that dates made before are dates after.
 *
 * @param now ms since the epoch; must not itself ask `Date`.
 */
export function installDate(now: () => number): void {
  const PlatformDate = Date;
  const followingDate = new Proxy(PlatformDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: (target) => new target(now()).toString(),
  });
  definePlatform(PlatformDate, "now", () => now());
  definePlatform(PlatformDate.prototype, "constructor", followingDate);
  definePlatform(globalThis, "Date", followingDate);
}
