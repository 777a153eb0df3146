import { describe, expect, test } from "vitest";

import { compatibility, refuseFutureDate } from "../../../src/config/compatibility.ts";
import type { CompatibilityFlag } from "../../../src/config/compatibility.ts";
import { ConfigError } from "../../../src/config/config-error.ts";

/** Flag, its opposite, the first date of the default, and the day before. */
const DATED: [CompatibilityFlag, string, string, string][] = [
  [
    "durable_object_fetch_requires_full_url",
    "durable_object_fetch_allows_relative_url",
    "2021-11-10",
    "2021-11-09",
  ],
  ["fetcher_no_get_put_delete", "fetcher_has_get_put_delete", "2024-03-26", "2024-03-25"],
  ["rpc", "no_rpc", "2024-04-03", "2024-04-02"],
  ["enable_ctx_exports", "disable_ctx_exports", "2025-11-17", "2025-11-16"],
  ["rpc_params_dup_stubs", "rpc_params_transfer_stubs", "2026-01-20", "2026-01-19"],
  ["delete_all_deletes_alarm", "delete_all_preserves_alarm", "2026-02-24", "2026-02-23"],
  [
    "websocket_close_reason_byte_limit",
    "no_websocket_close_reason_byte_limit",
    "2026-03-03",
    "2026-03-02",
  ],
  [
    "websocket_standard_binary_type",
    "no_websocket_standard_binary_type",
    "2026-03-17",
    "2026-03-16",
  ],
  ["containers_pid_namespace", "no_containers_pid_namespace", "2026-04-01", "2026-03-31"],
  [
    "web_socket_auto_reply_to_close",
    "web_socket_manual_reply_to_close",
    "2026-04-07",
    "2026-04-06",
  ],
  ["enhanced_error_serialization", "legacy_error_serialization", "2026-04-21", "2026-04-20"],
  [
    "durable_object_io_tasks_prevent_eviction",
    "durable_object_io_tasks_do_not_prevent_eviction",
    "2026-10-01",
    "2026-09-30",
  ],
];

/** Flags for Node's modules imply each other. */
const NODE: CompatibilityFlag[] = ["nodejs_als", "nodejs_compat", "nodejs_compat_v2"];

/** Flags that `nodejs_compat` implies by date: flag, its opposite, the date, and the day before. */
const WITH_NODE: [CompatibilityFlag, string, string, string][] = [
  [
    "nodejs_compat_populate_process_env",
    "nodejs_compat_do_not_populate_process_env",
    "2025-04-01",
    "2025-03-31",
  ],
  ["enable_nodejs_process_v2", "disable_nodejs_process_v2", "2025-09-15", "2025-09-14"],
  ["enable_nodejs_global_timers", "no_nodejs_global_timers", "2026-02-10", "2026-02-09"],
];

/** Flags that no date turns on. */
const UNDATED: CompatibilityFlag[] = [
  "allow_irrevocable_stub_storage",
  "experimental",
  "durable_object_get_existing",
  "js_rpc",
  "replica_routing",
  "increase_websocket_message_size",
  "enable_abortsignal_rpc",
  "enable_request_signal",
  "request_signal_passthrough",
  "enable_version_api",
  "unsafe_module",
];

describe.each(DATED)("%s", (flag, opposite, since, before) => {
  test(`is the default from ${since} on`, () => {
    expect(compatibility(since, [])[flag]).toBe(true);
    expect(compatibility(before, [])[flag]).toBe(false);
  });

  test("can be enabled before, and disabled after", () => {
    expect(compatibility(before, [flag])[flag]).toBe(true);
    expect(compatibility(since, [opposite])[flag]).toBe(false);
    expect(compatibility(before, [opposite])[flag]).toBe(false);
  });

  test("is refused if it is the default, and together with its opposite", () => {
    expect(() => compatibility(since, [flag])).toThrow(
      `compatibilityFlags[0]: The compatibility flag ${flag} became the default as of ${since} so does not need to be specified anymore.`,
    );
    expect(() => compatibility(before, [opposite, flag])).toThrow(
      `compatibilityFlags[1]: Compatibility flags are mutually contradictory: ${flag} vs ${opposite}`,
    );
  });
});

test.each(UNDATED)("%s is on only when it is named", (flag) => {
  expect(compatibility("2026-11-17", [])[flag]).toBe(false);
  expect(compatibility("2026-11-17", [flag])[flag]).toBe(true);
});

test.each(WITH_NODE)("%s is implied by nodejs_compat", (flag, opposite, since, before) => {
  expect(compatibility(since, [])[flag]).toBe(false);
  expect(compatibility(since, ["nodejs_compat"])[flag]).toBe(true);
  expect(compatibility(before, ["nodejs_compat"])[flag]).toBe(false);
  expect(compatibility(before, ["nodejs_compat", flag])[flag]).toBe(true);
  expect(compatibility(since, ["nodejs_compat", opposite])[flag]).toBe(false);
  // On this date `nodejs_compat` is the default.
  expect(compatibility("2026-11-17", [])[flag]).toBe(true);
  // It has no default date, so it may always be named.
  expect(compatibility("2026-11-17", [flag])[flag]).toBe(true);
});

test("the tables above name every flag", () => {
  const names = [...[...DATED, ...WITH_NODE].map(([flag]) => flag), ...NODE, ...UNDATED];
  expect(Object.keys(compatibility("2026-08-01", [])).toSorted()).toEqual(names.toSorted());
});

test.each<[date: string, flags: string[], on: CompatibilityFlag[]]>([
  ["2026-08-03", [], []],
  ["2026-08-04", [], NODE],
  ["2026-08-04", ["no_nodejs_compat"], NODE],
  ["2026-08-04", ["no_nodejs_compat_v2"], ["nodejs_als", "nodejs_compat"]],
  ["2026-08-04", ["no_nodejs_compat", "no_nodejs_compat_v2"], []],
  ["2024-09-22", ["nodejs_compat"], ["nodejs_als", "nodejs_compat"]],
  ["2024-09-23", ["nodejs_compat"], NODE],
  ["2024-09-23", ["nodejs_compat", "no_nodejs_compat_v2"], ["nodejs_als", "nodejs_compat"]],
  ["2024-01-01", ["nodejs_compat_v2"], NODE],
  ["2024-01-01", ["nodejs_als"], ["nodejs_als"]],
])("Node's modules on %s with %j: %j", (date, flags, on) => {
  const resolved = compatibility(date, flags);
  expect(NODE.filter((flag) => resolved[flag])).toEqual(on);
});

test("flags of workerd that tabd does not need are accepted", () => {
  expect(compatibility("2026-08-01", ["nodejs_zlib", "global_fetch_strictly_public"])).toEqual(
    compatibility("2026-08-01", []),
  );
});

test("an unknown flag is refused by its name", () => {
  expect(() => compatibility("2026-08-01", ["nodejs_als", "zzz"])).toThrow(
    new ConfigError("compatibilityFlags[1]", "No such compatibility flag: zzz"),
  );
  expect(() => compatibility("2026-08-01", ["nodejs_compt"])).toThrow(
    'No such compatibility flag: nodejs_compt. Did you mean "nodejs_compat"?',
  );
});

test.each([
  "",
  "2026",
  "2026-13-01",
  "2026-00-01",
  "2026-01-00",
  "2026-01-32",
  "2026-1-1",
  "20260101",
  "2026-01-01T00:00",
])("%j is not a date", (date) => {
  expect(() => compatibility(date, [])).toThrow(
    new ConfigError("compatibilityDate", `Invalid compatibility date: ${date}`),
  );
});

/** The messages were taken from the real workerd. */
test("a compatibility date in the future is refused", () => {
  const now = new Date("2026-11-24T23:59:59Z");
  expect(() => refuseFutureDate("2026-11-25", now)).toThrow(
    new ConfigError(
      "compatibilityDate",
      'Can\'t set compatibility date in the future: "2026-11-25". Today\'s date (UTC) is "2026-11-24".',
    ),
  );
  expect(() => refuseFutureDate("2026-11-24", now)).not.toThrow();
});
