/** As they are before a host gives its code others. */
const { location, setTimeout } = globalThis;

/** The report of a violation may come after the error that it causes, in ms. */
const REPORT_DELAY = 50;

/** Remembers what the Content Security Policy of this page or worker blocks. */
export class PolicyWatch {
  readonly #blocked: SecurityPolicyViolationEvent[] = [];
  readonly #listener = (event: Event): void => {
    this.#blocked.push(event as SecurityPolicyViolationEvent);
  };

  constructor() {
    globalThis.addEventListener("securitypolicyviolation", this.#listener);
  }

  /**
   * The error, or one that names the directive to change, if the policy blocked something.
   *
   * @param directive the only one that concerns tabd, as a page loads other things too
   */
  async explain(error: unknown, directive?: string): Promise<unknown> {
    await new Promise((resolve) => setTimeout(resolve, REPORT_DELAY));
    const violation = this.#blocked.find(
      ({ effectiveDirective }) => directive === undefined || effectiveDirective === directive,
    );
    return violation === undefined ? error : new Error(advice(violation), { cause: error });
  }

  stop(): void {
    globalThis.removeEventListener("securitypolicyviolation", this.#listener);
  }
}

function advice({ blockedURI, effectiveDirective }: SecurityPolicyViolationEvent): string {
  const directive = effectiveDirective.replace(/-(?:elem|attr)$/, "");
  const blocks = "The Content Security Policy blocks";
  switch (blockedURI) {
    case "wasm-eval":
      return `${blocks} SQLite's WebAssembly: add 'wasm-unsafe-eval' to ${directive}.`;
    case "eval":
      return `${blocks} code made of text, which CommonJS modules need: add 'unsafe-eval' to ${directive}.`;
    case "blob":
      return `${blocks} code that is given as \`modules\`: add blob: to ${directive}.`;
    default:
      return `${blocks} ${blockedURI}: add ${sourceOf(blockedURI)} to ${directive}.`;
  }
}

/** What a policy calls the place of a URL. */
function sourceOf(url: string): string {
  const { origin, protocol } = new URL(url, location.href);
  return origin === location.origin ? "'self'" : origin === "null" ? protocol : origin;
}
