/**
 * The browser features that the scenarios need: few, so that every engine can provide them.
 */
export interface Engine {
  readonly name: "chromium" | "firefox" | "webkit";

  /** Looks for the engine; installs nothing. @throws NotFound if it is missing. */
  find(): Promise<FoundEngine>;
}

export interface FoundEngine {
  /** The browser and its version. */
  readonly version: string;

  /** The engine's limits on this machine and their remedies, for the report. */
  readonly limits: readonly string[];

  /**
   * Whether a profile survives its browser. An in-memory profile does not, so scenarios that kill
   * the browser cannot run.
   */
  readonly keepsProfiles: boolean;

  /** Starts a browser on the profile in this folder. */
  open(profile: string): Promise<Browser>;

  /** Ends the processes that its browsers share. */
  close(): Promise<void>;
}

/** A browser. It always has an extra blank tab, so that a closed tab is never the last. */
export interface Browser {
  newTab(): Promise<Tab>;

  /** Sends SIGKILL to the browser and its child processes. Resolves when all have ended. */
  kill(): Promise<void>;
}

/** A tab. Some drivers handle one call at a time: keep calls short, and poll to wait. */
export interface Tab {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;

  /** Evaluates an expression whose value is a string or a promise of one. */
  evaluate(expression: string): Promise<string>;

  close(): Promise<void>;
}
