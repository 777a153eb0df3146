import { ConfigError } from "./config-error.ts";
import { didYouMean } from "./did-you-mean.ts";
import { FLAGS_WITHOUT_EFFECT } from "./flags-without-effect.ts";

interface Flag {
  readonly name: string;
  /** The flag that keeps the old behaviour after `since`. */
  readonly opposite?: string;
  /** The compatibility date from which on it is the default; undefined: never. */
  readonly since?: string;
}

/**
 * The compatibility flags that change what Durable Objects do, with workerd's names and dates
 * (`io/compatibility-date.capnp`).
 */
const FLAGS = [
  {
    name: "durable_object_fetch_requires_full_url",
    opposite: "durable_object_fetch_allows_relative_url",
    since: "2021-11-10",
  },
  {
    name: "fetcher_no_get_put_delete",
    opposite: "fetcher_has_get_put_delete",
    since: "2024-03-26",
  },
  { name: "rpc", opposite: "no_rpc", since: "2024-04-03" },
  { name: "nodejs_als", opposite: "no_nodejs_als" },
  { name: "nodejs_compat", opposite: "no_nodejs_compat", since: "2026-08-04" },
  { name: "nodejs_compat_v2", opposite: "no_nodejs_compat_v2", since: "2026-08-04" },
  // A date turns these on only together with `nodejs_compat`.
  { name: "enable_nodejs_process_v2", opposite: "disable_nodejs_process_v2" },
  { name: "enable_nodejs_global_timers", opposite: "no_nodejs_global_timers" },
  {
    name: "nodejs_compat_populate_process_env",
    opposite: "nodejs_compat_do_not_populate_process_env",
  },
  { name: "enable_ctx_exports", opposite: "disable_ctx_exports", since: "2025-11-17" },
  { name: "rpc_params_dup_stubs", opposite: "rpc_params_transfer_stubs", since: "2026-01-20" },
  {
    name: "delete_all_deletes_alarm",
    opposite: "delete_all_preserves_alarm",
    since: "2026-02-24",
  },
  {
    name: "websocket_close_reason_byte_limit",
    opposite: "no_websocket_close_reason_byte_limit",
    since: "2026-03-03",
  },
  {
    name: "websocket_standard_binary_type",
    opposite: "no_websocket_standard_binary_type",
    since: "2026-03-17",
  },
  // Containers are unsupported; no effect.
  {
    name: "containers_pid_namespace",
    opposite: "no_containers_pid_namespace",
    since: "2026-04-01",
  },
  {
    name: "web_socket_auto_reply_to_close",
    opposite: "web_socket_manual_reply_to_close",
    since: "2026-04-07",
  },
  {
    name: "enhanced_error_serialization",
    opposite: "legacy_error_serialization",
    since: "2026-04-21",
  },
  // No effect in workerd (`test/conformance/scenarios/slow-io-tasks.js`). Cloudflare's servers keep an
  // object for at most 15 minutes while it waits for I/O.
  {
    name: "durable_object_io_tasks_prevent_eviction",
    opposite: "durable_object_io_tasks_do_not_prevent_eviction",
    since: "2026-10-01",
  },
  { name: "allow_irrevocable_stub_storage" },
  { name: "experimental" },
  { name: "durable_object_get_existing" },
  { name: "js_rpc" },
  { name: "replica_routing" },
  // Limits network messages only; not those between a worker and its objects.
  { name: "increase_websocket_message_size" },
  { name: "enable_abortsignal_rpc" },
  { name: "enable_request_signal", opposite: "disable_request_signal" },
  { name: "request_signal_passthrough", opposite: "no_request_signal_passthrough" },
  { name: "enable_version_api" },
  { name: "unsafe_module" },
] as const satisfies readonly Flag[];

export type CompatibilityFlag = (typeof FLAGS)[number]["name"];

/** Whether each flag is on. */
export type Compatibility = Readonly<Record<CompatibilityFlag, boolean>>;

/**
 * Resolves a compatibility date and flags. The messages are workerd's.
 *
 * @param date `YYYY-MM-DD`. As in workerd, a day beyond the end of the month is accepted.
 * @throws {ConfigError} for an invalid date, an unknown flag, a flag that the date has made the
 *   default, and a flag together with its opposite
 */
export function compatibility(date: string, flags: readonly string[]): Compatibility {
  if (!/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(date)) {
    throw new ConfigError("compatibilityDate", `Invalid compatibility date: ${date}`);
  }
  flags.forEach((flag, index) => refuseUnknown(flag, `compatibilityFlags[${index}]`));
  const resolved = FLAGS.map((flag: Flag) => [flag.name, isOn(flag, date, flags)] as const);
  return withImplied(Object.fromEntries(resolved) as Compatibility, date, flags);
}

/**
 * Refuses a future date, with workerd's message.
 *
 * @param now the real time: a host's `Date` may be virtual.
 * @throws {ConfigError}
 */
export function refuseFutureDate(date: string, now: Date): void {
  const today = now.toISOString().slice(0, 10);
  if (date <= today) return;
  throw new ConfigError(
    "compatibilityDate",
    `Can't set compatibility date in the future: "${date}". Today's date (UTC) is "${today}".`,
  );
}

/** Flags that `nodejs_compat` implies from these dates on, unless their opposites are given. */
const WITH_NODEJS_COMPAT = [
  ["nodejs_compat_populate_process_env", "2025-04-01", "nodejs_compat_do_not_populate_process_env"],
  ["enable_nodejs_process_v2", "2025-09-15", "disable_nodejs_process_v2"],
  ["enable_nodejs_global_timers", "2026-02-10", "no_nodejs_global_timers"],
] as const;

/** `nodejs_compat` implies `nodejs_compat_v2` from this date on. */
const NODEJS_COMPAT_V2_IMPLIED = "2024-09-23";

/** Adds flags that are implied by others. */
function withImplied(
  resolved: Compatibility,
  date: string,
  flags: readonly string[],
): Compatibility {
  const implied =
    resolved.nodejs_compat &&
    date >= NODEJS_COMPAT_V2_IMPLIED &&
    !flags.includes("no_nodejs_compat_v2");
  const nodejs_compat_v2 = resolved.nodejs_compat_v2 || implied;
  const nodejs_compat = resolved.nodejs_compat || nodejs_compat_v2;
  const impliedByDate = WITH_NODEJS_COMPAT.map(([name, since, opposite]) => {
    const on = nodejs_compat && date >= since && !flags.includes(opposite);
    return [name, resolved[name] || on] as const;
  });
  return {
    ...resolved,
    ...Object.fromEntries(impliedByDate),
    nodejs_compat_v2,
    nodejs_compat,
    nodejs_als: resolved.nodejs_als || nodejs_compat,
  };
}

function isOn(flag: Flag, date: string, flags: readonly string[]): boolean {
  const on = flags.indexOf(flag.name);
  const off = flag.opposite === undefined ? -1 : flags.indexOf(flag.opposite);
  const byDate = flag.since !== undefined && date >= flag.since;
  if (on >= 0 && off >= 0) {
    throw new ConfigError(
      `compatibilityFlags[${Math.max(on, off)}]`,
      `Compatibility flags are mutually contradictory: ${flag.name} vs ${flag.opposite}`,
    );
  }
  if (on >= 0 && byDate) {
    throw new ConfigError(
      `compatibilityFlags[${on}]`,
      `The compatibility flag ${flag.name} became the default as of ${flag.since} so does not ` +
        "need to be specified anymore.",
    );
  }
  return on >= 0 || (byDate && off < 0);
}

function refuseUnknown(flag: string, field: string): void {
  if (knownFlags().has(flag)) return;
  throw new ConfigError(
    field,
    `No such compatibility flag: ${flag}${didYouMean(flag, knownFlags()).replace(/^ /, ". ")}`,
  );
}

let known: Set<string> | undefined;

function knownFlags(): Set<string> {
  known ??= new Set([
    ...FLAGS.flatMap((flag: Flag) => [flag.name, flag.opposite ?? flag.name]),
    ...FLAGS_WITHOUT_EFFECT,
  ]);
  return known;
}
