// Prints the contents of each script of the package: `npm run size:why [-- index host-entry]`.
//
// For each source file and library: its minified bytes, and how much smaller the compressed script
// would be without them. These shares do not add up to the total, because text that two files have
// in common compresses.
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const root = join(import.meta.dirname, "..");

/** The origin of a piece of code: one of our files, or a whole library. */
function originOf(/** @type {string | undefined} */ source) {
  if (source === undefined) return "(the bundler's own)";
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1];
  return library ?? source.replace(/^(?:\.\.\/)+/, "").replace(/^.*?(?=src\/)/, "");
}

/**
 * Splits the script into pieces of one origin each, in order.
 * @param {string} code
 * @param {import("node:module").SourceMapPayload} payload
 */
function piecesOf(code, payload) {
  const map = new SourceMap(payload);
  /** @type {{ origin: string, text: string }[]} */
  const pieces = [];
  for (const [line, text] of code.split("\n").entries()) {
    let last = "";
    let start = 0;
    for (let column = 0; column <= text.length; column++) {
      const entry = /** @type {{ originalSource?: string }} */ (map.findEntry(line, column));
      const origin = column === text.length ? undefined : originOf(entry.originalSource);
      if (column > 0 && origin === last) continue;
      if (column > start) pieces.push({ origin: last, text: text.slice(start, column) });
      start = column;
      last = origin ?? "";
    }
  }
  return pieces;
}

const gzip = (/** @type {string} */ text) => gzipSync(text, { level: 9 }).length;

/** @param {string} name @param {string} code @param {import("node:module").SourceMapPayload} map */
function report(name, code, map) {
  const pieces = piecesOf(code, map);
  const whole = gzip(code);
  const rows = [...new Set(pieces.map((piece) => piece.origin))].map((origin) => ({
    origin,
    bytes: pieces.reduce((sum, one) => sum + (one.origin === origin ? one.text.length : 0), 0),
    gzip: whole - gzip(pieces.map((one) => (one.origin === origin ? "" : one.text)).join("")),
  }));
  rows.sort((a, b) => b.gzip - a.gzip);
  const lines = rows.map(
    ({ origin, bytes, gzip: share }) =>
      `${String(bytes).padStart(9)}${String(share).padStart(9)}  ${origin}`,
  );
  return [
    `${name}: ${code.length} bytes, ${whole} gzip`,
    "    bytes     gzip  source",
    ...lines,
    "",
  ].join("\n");
}

const out = await mkdtemp(join(tmpdir(), "tabd-size-"));
try {
  execFileSync(process.execPath, [join(root, "scripts/build.mjs")], {
    env: { ...process.env, TABD_BUILD_MAPS: out },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const wanted = process.argv.slice(2);
  const files = await readdir(out);
  // A script that only re-exports has no map.
  const scripts = files.filter((file) => files.includes(`${file}.map`));
  for (const script of scripts) {
    if (wanted.length > 0 && !wanted.includes(script.replace(/\.js$/, ""))) continue;
    // oxlint-disable-next-line no-await-in-loop -- one report at a time
    const [code, map] = await Promise.all(
      [script, `${script}.map`].map((file) => readFile(join(out, file), "utf8")),
    );
    if (code === undefined || map === undefined) continue;
    process.stdout.write(`${report(script, code, JSON.parse(map))}\n`);
  }
} finally {
  await rm(out, { recursive: true, force: true });
}
