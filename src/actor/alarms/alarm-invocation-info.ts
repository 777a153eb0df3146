import { nameClass } from "../../rpc/class-name.ts";

/** What an `alarm()` handler gets as its argument (`api/global-scope.h:463-488`). */
export class AlarmInvocationInfo {
  static {
    nameClass(this, "AlarmInvocationInfo");
  }

  /** What the alarm was set for, in ms since the epoch. */
  declare readonly scheduledTime: number;
  /** Failed tries so far that counted. */
  declare readonly retryCount: number;
  /** Whether one of them did. */
  declare readonly isRetry: boolean;

  constructor(scheduledTime: number, retryCount: number) {
    // Nothing can be written, as in workerd.
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
