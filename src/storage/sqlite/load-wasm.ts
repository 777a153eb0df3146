/** As it is before a host gives its code another. */
const { fetch } = globalThis;

const compiled = new Map<string, WebAssembly.Module>();

/**
 * SQLite's WebAssembly. It is downloaded once, whatever its MIME type is and however often a host
 * opens a disk.
 *
 * @throws {Error} when it is not there, with the next step.
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
  // Servers of single-page applications answer with their page.
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
