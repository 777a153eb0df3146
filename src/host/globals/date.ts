import { definePlatform } from "./define-global.ts";

/**
 * Makes `new Date()`, `Date()` and `Date.now()` follow a clock. The prototype stays the platform's,
 * so that dates made earlier are still instances of `Date`.
 *
 * @param now ms since the epoch; must not use `Date` itself.
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
