import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { namespace } from "./classes.ts";
import { DEFAULT_RULES } from "./module-rules.ts";
import type { Project } from "./project.ts";
import type { ReadOptions } from "./read-options.ts";

/** The workerd release that tabd follows: the date of a project that gives no date. */
export const DEFAULT_DATE = "2026-11-17";

/** How long the type parameters of a class may be: a search without a limit takes quadratic time. */
const DECLARATION =
  /^[ \t]*export\s+class\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)[^{}]{0,300}?\sextends\s+DurableObject\b/gmu;

/** A project of a main module alone, without a wrangler file. */
export async function readMainModule(main: string, options: ReadOptions): Promise<Project> {
  const source = await readFile(main, "utf8");
  const root = dirname(main);
  const name = basename(main).replace(/\.[^.]*$/, "");
  const classes = [...source.matchAll(DECLARATION)].map(([, className = ""]) => className);
  return {
    root,
    name,
    main,
    config: {
      name,
      compatibilityDate: DEFAULT_DATE,
      durableObjectNamespaces: classes.map((className) => namespace(name, className, true)),
      durableObjectStorage: { localDisk: options.disk ?? name },
      bindings: Object.fromEntries(
        classes.map((className) => [bindingName(className), { durableObjectNamespace: className }]),
      ),
    },
    rules: DEFAULT_RULES,
    alias: {},
    define: {},
    readFrom: [main],
    leftOut: [],
  };
}

/** `ChatRoom` → `CHAT_ROOM`. */
function bindingName(className: string): string {
  return className.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase();
}
