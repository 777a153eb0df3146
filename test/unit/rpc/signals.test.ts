import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RpcTarget } from "../../../src/rpc/rpc-target.ts";
import { rpcSettings } from "../../../src/rpc/settings.ts";
import { type AnyStub, bothEnds, type Ends, failure, settle } from "./ends.ts";

class Watcher extends RpcTarget {
  readonly log: unknown[] = [];
  signal: AbortSignal | undefined;

  watch(signal: AbortSignal): boolean {
    this.signal = signal;
    signal.addEventListener("abort", () => this.log.push(signal.reason));
    return signal.aborted;
  }
}

/** The scenarios `flags-signals.js` compare the rules with workerd. */
describe.each(bothEnds)("signals, %s", (_name, open) => {
  let ends: Ends;
  const watcher = new Watcher();
  const target = (): Promise<AnyStub> => {
    ends = open();
    watcher.log.length = 0;
    return ends.stub(watcher);
  };
  beforeEach(() => {
    rpcSettings.signals = true;
  });
  afterEach(() => {
    rpcSettings.signals = false;
    ends.close();
  });

  test("abort at the receiver, with a copy of the reason", async () => {
    const stub = await target();
    const controller = new AbortController();
    expect(await stub.watch(controller.signal)).toBe(false);
    const reason = Object.assign(new RangeError("enough"), { own: 1 });
    controller.abort(reason);
    await settle();
    expect(watcher.log).toHaveLength(1);
    expect(watcher.log[0]).toMatchObject({ name: "RangeError", message: "enough", own: 1 });
    expect(watcher.log[0]).not.toBe(reason);
    expect(watcher.signal?.aborted).toBe(true);
  });

  test("that are already aborted arrive aborted", async () => {
    const stub = await target();
    expect(await stub.watch(AbortSignal.abort("before"))).toBe(true);
    expect(watcher.signal?.reason).toBe("before");
  });

  test("do not abort at the receiver if the reason cannot be serialized", async () => {
    const stub = await target();
    const controller = new AbortController();
    await stub.watch(controller.signal);
    controller.abort(() => undefined);
    await settle();
    expect([watcher.signal?.aborted, watcher.log]).toEqual([false, []]);
  });

  test("are refused without the flag", async () => {
    const stub = await target();
    rpcSettings.signals = false;
    const error = await failure(() => stub.watch(new AbortController().signal));
    expect(error.message).toBe("AbortSignal serialization is not enabled.");
  });
});
