/**
 * The Web Worker of a server whose code is given as `modules`.
 *
 * @param script the URL of `host-entry.js`. A literal `new URL()` here would make bundlers bundle
 * the host again; with a variable, they copy its file.
 */
export function makeHostWorker(script: string): Worker {
  return new Worker(sameOrigin(script), { type: "module", name: "tabd host" });
}

/** A Web Worker's script must come from the page's origin; its imports need not. */
export function sameOrigin(script: string): string {
  if (new URL(script).origin === location.origin) return script;
  const code = `import ${JSON.stringify(script)};`;
  return URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
}
