import type { Project, ProjectRequest } from "../session/project.ts";

/** Where `wrangler dev` listens when nothing else does. */
const LOCAL = "http://localhost:8787";

/** The folder's content, how to start it, and requests to try. */
export function wranglerReadme({ name, config, requests = [] }: Project): string {
  const commands = requests.flatMap((request) => {
    const line = command(request);
    // A title from a link may hold anything; in a comment it is one line.
    return line === undefined ? [] : [`# ${request.title.replaceAll(/\s+/g, " ")}`, line];
  });
  const tries = commands.length === 0 ? "" : `\n\n${["```sh", ...commands, "```"].join("\n")}`;
  return `# ${name}

A worker with Durable Objects, from the playground of tabd.

    npm install
    npm start

\`wrangler dev\` then listens on ${LOCAL}; it needs no account. The current wrangler requires Node 22; with Node 20, npm installs an earlier wrangler. \`fetch()\` in \`src/${config.main}\` has the routes.${tries}

- \`npm run types\` writes the types of the runtime and of \`wrangler.jsonc\`, and checks the code. \`npm install\` has done it once.
- \`npm run deploy\` deploys it to Cloudflare.
- Objects and their alarms are stored in \`.wrangler/state/v3/do/\`. While wrangler is not running, you can unpack a disk from the playground there. The playground opens a zip of that folder.
`;
}

/** The shell command for a request. There is none for an RPC method: only code can call it. */
function command(request: ProjectRequest): string | undefined {
  if (request.kind === "rpc" || !URL.canParse(request.url, LOCAL)) return undefined;
  const { pathname, search } = new URL(request.url, LOCAL);
  const url = `${LOCAL}${pathname}${search}`;
  if (request.kind === "websocket") {
    return `npx wscat -c ${quoted(url.replace(/^http/, "ws"))}`;
  }
  const method = request.method === "GET" ? [] : ["-X", quoted(request.method)];
  const headers = Object.entries(request.headers ?? {}).flatMap(([key, value]) => [
    "-H",
    quoted(`${key}: ${value}`),
  ]);
  const body = request.body === undefined ? [] : ["--data-raw", quoted(request.body)];
  return ["curl", ...method, ...headers, ...body, quoted(url)].join(" ");
}

/** One word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
