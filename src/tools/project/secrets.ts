import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";

/**
 * The files that `wrangler dev` reads secrets from: `.dev.vars`, or the environment's own, else the
 * `.env` files, of which later ones win.
 */
export function secretFiles(root: string, environment: string | undefined): string[][] {
  const devVars = [
    ...(environment === undefined ? [] : [[`.dev.vars.${environment}`]]),
    [".dev.vars"],
  ];
  const dotEnv = [".env", ".env.local"];
  if (environment !== undefined) dotEnv.push(`.env.${environment}`, `.env.${environment}.local`);
  return [...devVars, dotEnv].map((group) => group.map((name) => join(root, name)));
}

/** The secrets of the first group that has a file. */
export async function readSecrets(groups: readonly string[][]): Promise<Record<string, string>> {
  for (const group of groups) {
    const texts = await Promise.all(
      group.map((path) => readFile(path, "utf8").catch(() => undefined)),
    );
    const found = texts.filter((text) => text !== undefined);
    if (found.length === 0) continue;
    return Object.assign({}, ...found.map((text) => parseEnv(text))) as Record<string, string>;
  }
  return {};
}
