import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { leftOutMessage } from "../project/project.ts";
import { readProject } from "../project/read-project.ts";
import { type Arguments, HELP, readArguments } from "./arguments.ts";
import { playgroundProject } from "./playground-project.ts";
import { serveSite } from "./serve-site.ts";
import { writeSite } from "./site.ts";

/** Where the command line writes. */
export interface Output {
  write(text: string): unknown;
}

/**
 * Runs the command line.
 *
 * @returns the exit code; undefined while the page is served.
 */
export async function main(
  argv: readonly string[],
  stdout: Output,
  stderr: Output,
): Promise<number | undefined> {
  let wanted: Arguments;
  try {
    wanted = readArguments(argv);
  } catch (error) {
    stderr.write(`tabd: ${messageOf(error)}\nRun tabd --help for the options.\n`);
    return 2;
  }
  try {
    return await run(wanted, stdout, stderr);
  } catch (error) {
    stderr.write(`tabd: ${messageOf(error)}\n`);
    return 1;
  }
}

async function run(wanted: Arguments, stdout: Output, stderr: Output): Promise<number | undefined> {
  const { build, help, open, port, version } = wanted;
  if (help) {
    stdout.write(HELP);
    return 0;
  }
  if (version) {
    stdout.write(`${await packageVersion()}\n`);
    return 0;
  }
  let warned = "";
  const load = async (): Promise<string> => {
    const project = await readProject(wanted.path, {
      environment: wanted.environment,
      // Everybody can read a built site.
      secrets: build === undefined,
    });
    const opened = await playgroundProject(project);
    const message = leftOutMessage({
      ...project,
      leftOut: [...project.leftOut, ...opened.leftOut],
    });
    if (message !== "" && message !== warned) stderr.write(`${message}\n`);
    warned = message;
    return JSON.stringify(opened.project);
  };
  // A project that cannot be built is an error at once, not at the first visit.
  const project = await load();
  if (build !== undefined) {
    await writeSite(build, project);
    stdout.write(`${build} has the site. Any web server can serve it, under any path.\n`);
    return 0;
  }
  const url = await serveSite(port, load).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    throw new Error(`port ${port} is in use. Give another: --port ${port + 1}.`);
  });
  stdout.write(`${url}\n`);
  if (open) openBrowser(url, stderr);
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function packageVersion(): Promise<string> {
  const manifest = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

function openBrowser(url: string, stderr: Output): void {
  const [command, ...args] =
    process.platform === "win32"
      ? ["cmd", "/c", "start", "", url]
      : [process.platform === "darwin" ? "open" : "xdg-open", url];
  const child = spawn(command ?? "", args, { stdio: "ignore", detached: true });
  child.on("error", () => stderr.write(`tabd: no browser could be started. Open ${url}\n`));
  child.unref();
}
