/**
 * What the scenarios need of a browser, and no more, so that one of any engine can be driven by it.
 */
export interface Engine {
  readonly name: "chromium" | "firefox" | "webkit";

  /** Looks for it on this machine; installs nothing. @throws NotFound when it is not there. */
  find(): Promise<FoundEngine>;
}

export interface FoundEngine {
  /** The browser and its version. */
  readonly version: string;

  /** What cannot be done with it here, and how that can be changed; for who reads the report. */
  readonly limits: readonly string[];

  /**
   * Whether a profile outlives its browser. One that does not is in memory: nothing can be said
   * about what a kill of the browser leaves.
   */
  readonly keepsProfiles: boolean;

  /** Starts a browser on the profile in this folder. */
  open(profile: string): Promise<Browser>;

  /** Ends what its browsers share. */
  close(): Promise<void>;
}

/** A browser. It always has a blank tab besides those that are asked for: none of them is the last. */
export interface Browser {
  newTab(): Promise<Tab>;

  /** SIGKILL to the browser and to every process that it has started. Resolves when all are gone. */
  kill(): Promise<void>;
}

/** A tab. Some drivers handle one call at a time: a call should be short, and what waits asks again. */
export interface Tab {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;

  /** Evaluates an expression whose value is a string or a promise of one. */
  evaluate(expression: string): Promise<string>;

  close(): Promise<void>;
}
