/** One behaviour of workerd, and the scenarios that compare it. */
export interface ReferenceRow {
  /** The part of the API or of the semantics. */
  readonly area: string;
  readonly row: string;
  /**
   * Prefixes of the keys of its scenarios, `<module>/<label>`. Each prefix must match a scenario,
   * except for an unsupported row.
   */
  readonly asked?: readonly string[];
  /** A test beside the scenarios that asks both runtimes. */
  readonly elsewhere?: TestPlace;
  /** Why tabd lacks it. */
  readonly unsupported?: string;
  /** Why no scenario compares it. */
  readonly unverified?: string;
}

/** A test beside the scenarios that compares with workerd, and fails where the two differ. */
interface TestPlace {
  /** Relative to `test/`. */
  readonly file: string;
  readonly title: string;
}

/** A message of workerd; its recorded reports tell which scenarios saw it. */
export interface ReferenceMessage {
  readonly area: string;
  /** The text; `…` stands for a part that varies. */
  readonly message: string;
  /** Why tabd never produces it. */
  readonly unsupported?: string;
  /** Why no scenario makes workerd produce it. */
  readonly unverified?: string;
}

type Entries = Readonly<Record<string, Omit<ReferenceRow, "area" | "row">>>;

/** The rows of one area, by their titles. */
export const rows = (area: string, entries: Entries): ReferenceRow[] =>
  Object.entries(entries).map(([row, entry]) => Object.assign({ area, row }, entry));

/** The messages of one area: compared ones, and others with the reason. */
export const messages = (
  area: string,
  asked: readonly string[],
  others: Readonly<Record<string, Omit<ReferenceMessage, "area" | "message">>> = {},
): ReferenceMessage[] => [
  ...asked.map((message) => ({ area, message })),
  ...Object.entries(others).map(([message, why]) => Object.assign({ area, message }, why)),
];

export const asked = (...keys: string[]) => ({ asked: keys });
/** Compared by another test; `table.test.ts` checks that the test exists. */
export const elsewhere = (file: string, title: string) => ({ elsewhere: { file, title } });
export const unsupported = (reason: string) => ({ unsupported: reason });
export const unverified = (reason: string) => ({ unverified: reason });

export const PLATFORM = "a browser has no equivalent";
export const EXPERIMENTAL = "experimental in workerd";
