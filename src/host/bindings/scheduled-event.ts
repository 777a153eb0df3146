import {
  makeScheduledController,
  type ScheduledController,
} from "../../api/scheduled-controller.ts";
import type { ScheduledResult } from "../../protocol/host-control.ts";
import { outsideRpcContext } from "../../rpc/context.ts";
import { HandlerTarget } from "../../rpc/handler-target.ts";
import type { EntrypointEvent, WorkerBindings } from "./worker-bindings.ts";

/** Calls the `scheduled()` handler of the default export, and waits for its `waitUntil()`. */
export async function deliverScheduled(
  bindings: WorkerBindings,
  { cron, scheduledTime }: { readonly cron: string; readonly scheduledTime: number },
): Promise<ScheduledResult> {
  let noRetry = false;
  const controller = makeScheduledController(cron, scheduledTime, () => {
    noRetry = true;
  });
  const waiting: unknown[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const event = { fail: reject, waitUntil: (promise: unknown) => void waiting.push(promise) };
      const run = (): Promise<void> => runScheduled(bindings, controller, event);
      outsideRpcContext().deliver(run).then(resolve, reject);
    });
    // A handler that has returned may still add promises.
    for (let i = 0; i < waiting.length; i++) await waiting[i];
    return { outcome: "ok", noRetry };
  } catch (error) {
    // oxlint-disable-next-line no-console -- its lines are events for the page
    console.error(error);
    return { outcome: "exception", noRetry };
  }
}

async function runScheduled(
  bindings: WorkerBindings,
  controller: ScheduledController,
  event: EntrypointEvent,
): Promise<void> {
  const { target, ctx } = bindings.entrypoint("default", {}, event);
  const handler = target instanceof HandlerTarget ? target.handler : target;
  const { scheduled } = handler as { readonly scheduled?: unknown };
  if (typeof scheduled !== "function") {
    controller.noRetry();
    throw new Error(
      "Received a ScheduledEvent but we lack a handler for ScheduledEvents (a.k.a. Cron Triggers). " +
        "Did you remember to export a scheduled() function?",
    );
  }
  await Reflect.apply(scheduled, handler, [controller, bindings.env, ctx]);
}
