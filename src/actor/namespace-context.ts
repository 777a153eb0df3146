import type { Clock } from "../clock/clock.ts";
import type { ActorIdFactory } from "../codec/actor-id.ts";
import type { HostEvent } from "../protocol/events.ts";
import type { TaskQueue } from "./task-queue.ts";

/** What all parts of one namespace share. */
export interface NamespaceContext {
  readonly className: string;
  /** Names the namespace in events, and its directory on the disk: `uniqueKey`, else `className`. */
  readonly key: string;
  /** Makes the namespace's ids; null for an ephemeral namespace, whose ids are plain strings. */
  readonly ids: ActorIdFactory | null;
  readonly clock: Clock;
  readonly loop: TaskQueue;
  /** Must not throw. */
  readonly report: (event: HostEvent) => void;
  /** For the jitter of retries: a number in [0, 1). */
  readonly random: () => number;
  /** Idle objects stay. */
  readonly preventEviction: boolean;
  /** Compatibility flag `delete_all_deletes_alarm`. */
  readonly deleteAllDeletesAlarm: boolean;
}
