import { nameClass } from "../../rpc/class-name.ts";

/** The argument of `alarm()` handlers (`api/global-scope.h:463-488`). */
export class AlarmInvocationInfo {
  static {
    nameClass(this, "AlarmInvocationInfo");
  }

  /** The time for which the alarm was set, in ms since the epoch. */
  declare readonly scheduledTime: number;
  /** Failed runs so far that counted. */
  declare readonly retryCount: number;
  /** Whether `retryCount` is above 0. */
  declare readonly isRetry: boolean;

  constructor(scheduledTime: number, retryCount: number) {
    // Read-only, as in workerd.
    const field = (value: unknown): PropertyDescriptor => ({
      value,
      writable: false,
      enumerable: true,
      configurable: true,
    });
    Object.defineProperties(this, {
      scheduledTime: field(scheduledTime),
      retryCount: field(retryCount),
      isRetry: field(retryCount > 0),
    });
  }
}
