import { type Parameter, toInt32, toOptions, toText } from "./arguments.ts";
import { afterPrefix, compareKeys } from "./storage-keys.ts";

/** Neither has an effect, because SQLite answers synchronously. */
export interface GetOptions {
  allowConcurrency?: boolean;
  noCache?: boolean;
}

export interface PutOptions extends GetOptions {
  /** The object's output does not wait until this write is durable. */
  allowUnconfirmed?: boolean;
}

export interface ListOptions extends GetOptions {
  /** First key, inclusive. */
  start?: string;
  /** Keys after this one. Not together with `start`. */
  startAfter?: string;
  /** End of the keys, exclusive. */
  end?: string;
  prefix?: string;
  reverse?: boolean;
  limit?: number;
}

export interface GetAlarmOptions {
  allowConcurrency?: boolean;
}

export interface SetAlarmOptions {
  allowConcurrency?: boolean;
  allowUnconfirmed?: boolean;
}

export interface WriteOptions {
  readonly allowUnconfirmed: boolean;
}

/** `start` inclusive, `end` exclusive, in the order of UTF-8 bytes. */
export interface ListRange {
  readonly start?: string;
  readonly end?: string;
  readonly reverse: boolean;
  /** At least 1. */
  readonly limit?: number;
}

// Getters of options are observable and may throw: every field is read, in workerd's order.

export function readGetOptions(value: unknown, parameter: Parameter): void {
  const options = toOptions<GetOptions>(value, parameter, "GetOptions");
  void options?.allowConcurrency;
  void options?.noCache;
}

export function readGetAlarmOptions(value: unknown, parameter: Parameter): void {
  void toOptions<GetAlarmOptions>(value, parameter, "GetAlarmOptions")?.allowConcurrency;
}

export function readPutOptions(value: unknown, parameter: Parameter): WriteOptions {
  const options = toOptions<PutOptions>(value, parameter, "PutOptions");
  void options?.allowConcurrency;
  const allowUnconfirmed = Boolean(options?.allowUnconfirmed);
  void options?.noCache;
  return { allowUnconfirmed };
}

export function readSetAlarmOptions(value: unknown, parameter: Parameter): WriteOptions {
  const options = toOptions<SetAlarmOptions>(value, parameter, "SetAlarmOptions");
  void options?.allowConcurrency;
  return { allowUnconfirmed: Boolean(options?.allowUnconfirmed) };
}

/** The fields of `list()`'s options, converted but not checked against each other. */
interface ListFields {
  readonly start?: string | undefined;
  readonly startAfter?: string | undefined;
  readonly end?: string | undefined;
  readonly prefix?: string | undefined;
  readonly reverse: boolean;
  readonly limit?: number | undefined;
}

export function readListOptions(value: unknown, parameter: Parameter): ListFields {
  const fields = readSyncListOptions(value, parameter);
  const options = value as ListOptions | null | undefined;
  void options?.allowConcurrency;
  void options?.noCache;
  return fields;
}

/** The options of `kv.list()`, which has neither of those two. */
export function readSyncListOptions(value: unknown, parameter: Parameter): ListFields {
  const options = toOptions<Record<keyof ListOptions, unknown>>(value, parameter, "ListOptions");
  if (options === undefined) return { reverse: false };
  const text = (field: unknown): string | undefined =>
    field === undefined ? undefined : toText(field);
  const start = text(options.start);
  const startAfter = text(options.startAfter);
  const end = text(options.end);
  const prefix = text(options.prefix);
  const reverse = Boolean(options.reverse);
  const { limit } = options;
  return {
    start,
    startAfter,
    end,
    prefix,
    reverse,
    limit: limit === undefined ? undefined : toInt32(limit),
  };
}

/**
 * The range of the options (`actor-state.c++:303-400`); null: no key can match.
 *
 * @throws {TypeError} for `start` together with `startAfter`, or a limit below 1.
 */
export function listRange(fields: ListFields): ListRange | null {
  const { prefix, reverse, limit } = fields;
  let { start, end } = fields;
  if (start !== undefined && fields.startAfter !== undefined) {
    throw new TypeError("list() cannot be called with both start and startAfter values.");
  }
  if (limit !== undefined && limit <= 0) throw new TypeError("List limit must be positive.");
  // The smallest key after `startAfter`.
  if (fields.startAfter !== undefined) start = `${fields.startAfter}\0`;
  if (prefix !== undefined) {
    if (start === undefined || compareKeys(start, prefix) < 0) start = prefix;
    const limitOfPrefix = afterPrefix(prefix);
    if (end === undefined || (limitOfPrefix !== undefined && compareKeys(end, limitOfPrefix) > 0)) {
      end = limitOfPrefix;
    }
  }
  if (end !== undefined && compareKeys(start ?? "", end) >= 0) return null;
  return {
    reverse,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(limit === undefined ? {} : { limit }),
  };
}
