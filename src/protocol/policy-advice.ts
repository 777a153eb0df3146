/** Captured before a host gives its code another one. */
const { location } = globalThis;

/** Names the directive to change. */
export function advice({ blockedURI, effectiveDirective }: SecurityPolicyViolationEvent): string {
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

/** The source expression of a URL. */
function sourceOf(url: string): string {
  const { origin, protocol } = new URL(url, location.href);
  return origin === location.origin ? "'self'" : origin === "null" ? protocol : origin;
}
