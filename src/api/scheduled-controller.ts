import { nameClass } from "../rpc/class-name.ts";
import { BY_PLATFORM, refuseConstruction } from "./platform-object.ts";

/** The first argument of a `scheduled()` handler (`api/scheduled.h`). */
export class ScheduledController {
  static {
    nameClass(this, "ScheduledController");
  }

  readonly cron: string;
  /** In ms. */
  readonly scheduledTime: number;
  readonly #noRetry: () => void;

  constructor(token: unknown, cron: string, scheduledTime: number, noRetry: () => void) {
    refuseConstruction(token);
    this.cron = cron;
    this.scheduledTime = scheduledTime;
    this.#noRetry = noRetry;
  }

  noRetry(): void {
    this.#noRetry();
  }
}

export function makeScheduledController(
  cron: string,
  scheduledTime: number,
  noRetry: () => void,
): ScheduledController {
  return new ScheduledController(BY_PLATFORM, cron, scheduledTime, noRetry);
}
