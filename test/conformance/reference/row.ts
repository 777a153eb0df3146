/** One behaviour of workerd's, and which scenarios ask about it. */
export interface ReferenceRow {
  /** What part of the API or of the semantics it belongs to. */
  readonly area: string;
  readonly row: string;
  /**
   * How the keys of its scenarios begin: `<module>/<label>`. Each must fit one, unless
   * `unsupported` says why there need be none yet.
   */
  readonly asked?: readonly string[];
  /** Which test asks both: its file, and a part of its title. */
  readonly elsewhere?: TestPlace;
  /** Why tabd does not have it. */
  readonly unsupported?: string;
  /** Why no scenario asks about it. */
  readonly unverified?: string;
}

/** A test beside the scenarios that compares with workerd, and fails where the two differ. */
interface TestPlace {
  /** From `test/` on. */
  readonly file: string;
  readonly title: string;
}

/** Something that workerd says, as its records have it: which scenarios saw it is looked up there. */
export interface ReferenceMessage {
  readonly area: string;
  /** Its words; `…` stands for what differs from time to time. */
  readonly message: string;
  /** Why nobody gets to read it here. */
  readonly unsupported?: string;
  /** Why no scenario makes workerd say it. */
  readonly unverified?: string;
}

type Entries = Readonly<Record<string, Omit<ReferenceRow, "area" | "row">>>;

/** The rows of one area, by their titles. */
export const rows = (area: string, entries: Entries): ReferenceRow[] =>
  Object.entries(entries).map(([row, entry]) => Object.assign({ area, row }, entry));

/** The messages of one area; those that are not asked for have a reason. */
export const messages = (
  area: string,
  asked: readonly string[],
  others: Readonly<Record<string, Omit<ReferenceMessage, "area" | "message">>> = {},
): ReferenceMessage[] => [
  ...asked.map((message) => ({ area, message })),
  ...Object.entries(others).map(([message, why]) => Object.assign({ area, message }, why)),
];

export const asked = (...keys: string[]) => ({ asked: keys });
/** Asked by a test that is no scenario; `table.test.ts` looks whether it is there. */
export const elsewhere = (file: string, title: string) => ({ elsewhere: { file, title } });
export const unsupported = (reason: string) => ({ unsupported: reason });
export const unverified = (reason: string) => ({ unverified: reason });

export const PLATFORM = "there is nothing like it in a browser";
export const EXPERIMENTAL = "experimental in workerd";
