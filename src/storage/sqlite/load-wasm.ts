// Captured at load: the host replaces the global `fetch` for user code.
const { fetch } = globalThis;

const compiled = new Map<string, WebAssembly.Module>();

/**
 * Loads SQLite's WebAssembly, once per URL, with any MIME type.
 *
 * @throws {Error} with the next step if it cannot be loaded
 */
export async function loadWasm(url: string): Promise<WebAssembly.Module> {
  const module = compiled.get(url) ?? (await compile(url));
  compiled.set(url, module);
  return module;
}

async function compile(url: string): Promise<WebAssembly.Module> {
  const response = await fetch(url, { credentials: "same-origin" }).catch((cause: unknown) => {
    throw new Error(`SQLite could not be loaded from ${url}: ${String(cause)}`, { cause });
  });
  if (!response.ok) throw notFound(url, String(response.status));
  const type = response.headers.get("Content-Type")?.split(";")[0];
  if (type === "application/wasm") return WebAssembly.compileStreaming(response);
  const bytes = await response.arrayBuffer();
  // Servers of single-page applications answer unknown paths with their page.
  if (!isWasm(bytes)) throw notFound(url, `the server sent ${type ?? "another file"}`);
  return WebAssembly.compile(bytes);
}

function isWasm(bytes: ArrayBuffer): boolean {
  return new TextDecoder("latin1").decode(bytes.slice(0, 4)) === "\0asm";
}

function notFound(url: string, why: string): Error {
  return new Error(
    `SQLite was not found at ${url} (${why}): copy sql-wasm-browser.wasm of tabd/dist there, or ` +
      "set the option `assets` of serve().",
  );
}
