import { parseArgs } from "node:util";

/** What a command line asks for. */
export interface Arguments {
  readonly path: string;
  readonly environment?: string;
  readonly port: number;
  readonly open: boolean;
  /** The folder to write a static site into. */
  readonly build?: string;
  readonly help: boolean;
  readonly version: boolean;
}

/** Not wrangler's, so that both can run. */
const DEFAULT_PORT = 8797;

export const HELP = `Usage: tabd [path] [options]

Opens a wrangler project in the playground: its worker runs in the page.

  path         a wrangler file, a folder that has one, or a main module (default: this folder)
  --env NAME   an environment of the wrangler file
  --port N     the port of the page; each port has storage of its own (default: ${DEFAULT_PORT})
  --open       opens the page in the browser
  --build DIR  writes a static site into DIR, and ends
  --version    prints the version
  --help       prints this text

Exit codes: 0 success, 1 the project or the port cannot be used, 2 wrong arguments.
`;

/**
 * Reads the arguments after the program's name.
 *
 * @throws {TypeError} for wrong arguments.
 */
export function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      env: { type: "string" },
      port: { type: "string" },
      open: { type: "boolean", default: false },
      build: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
      version: { type: "boolean", short: "v", default: false },
    },
  });
  const { env, port, open = false, build, help = false, version = false } = values;
  const [path = ".", surplus] = positionals;
  if (surplus !== undefined) throw new TypeError(`Unexpected argument '${surplus}'.`);
  if (build === "") throw new TypeError("--build needs a folder.");
  return {
    path,
    ...(env !== undefined && { environment: env }),
    port: port === undefined ? DEFAULT_PORT : readPort(port),
    open,
    ...(build !== undefined && { build }),
    help,
    version,
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new TypeError(`--port must be a number from 0 to 65535, not '${text}'.`);
}
