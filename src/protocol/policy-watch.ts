/** Captured before a host gives its code others. */
const { setTimeout } = globalThis;

/** The report of a violation may come after the error that it causes, in ms. */
const REPORT_DELAY = 50;

/** Records the sources that the Content Security Policy of this page or worker blocks. */
export class PolicyWatch {
  readonly #blocked: SecurityPolicyViolationEvent[] = [];
  readonly #advise: (violation: SecurityPolicyViolationEvent) => string | Promise<string>;
  readonly #listener = (event: Event): void => {
    this.#blocked.push(event as SecurityPolicyViolationEvent);
  };

  /** @param advise names the directive to change: `policy-advice.ts`, which a page loads late. */
  constructor(advise: (violation: SecurityPolicyViolationEvent) => string | Promise<string>) {
    this.#advise = advise;
    globalThis.addEventListener("securitypolicyviolation", this.#listener);
  }

  /**
   * The error, or one that names the directive to change, if the policy blocked something.
   *
   * @param directive only this directive counts, because a page loads other resources too
   */
  async explain(error: unknown, directive?: string): Promise<unknown> {
    await new Promise((resolve) => setTimeout(resolve, REPORT_DELAY));
    const violation = this.#blocked.find(
      ({ effectiveDirective }) => directive === undefined || effectiveDirective === directive,
    );
    if (violation === undefined) return error;
    return new Error(await this.#advise(violation), { cause: error });
  }

  stop(): void {
    globalThis.removeEventListener("securitypolicyviolation", this.#listener);
  }
}
