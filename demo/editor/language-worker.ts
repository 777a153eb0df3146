/**
 * TypeScript's language service for the project's files, in its own worker. The global types are those of
 * the Workers runtime: `@cloudflare/workers-types` and ECMAScript, without the DOM.
 */
import type { Plugin } from "prettier";
import ts from "typescript-api";
import workersTypes from "@cloudflare/workers-types/index.d.ts?raw";
import type {
  AnswerOf,
  CompletionEntry,
  Files,
  LanguageDiagnostic,
  LanguageQuestions,
  Request,
  Response,
  SymbolInfo,
} from "./language-protocol.ts";

const libraries = import.meta.glob<string>(
  [
    "/node_modules/typescript-api/lib/lib.es*.d.ts",
    "/node_modules/typescript-api/lib/lib.decorators*.d.ts",
    "!**/*.full.d.ts",
  ],
  { query: "?raw", import: "default", eager: true },
);

const TYPES = "/types/workers.d.ts";
const LIB = "/lib/";

const fixed = new Map<string, string>([
  [TYPES, workersTypes],
  ...Object.entries(libraries).map(
    ([path, text]) => [LIB + path.slice(path.lastIndexOf("/") + 1), text] as const,
  ),
]);

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.esnext.d.ts"],
  types: [],
  strict: true,
  allowJs: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  noEmit: true,
};

/** The project's files under `/src/`, with the number of changes. */
const sources = new Map<string, { readonly text: string; readonly version: number }>();

const nameOf = (path: string): string => `/src/${path}`;
const read = (name: string): string | undefined => sources.get(name)?.text ?? fixed.get(name);

const service = ts.createLanguageService({
  getCompilationSettings: () => options,
  getScriptFileNames: () => [TYPES, ...sources.keys()],
  getScriptVersion: (name) => String(sources.get(name)?.version ?? 0),
  getScriptSnapshot: (name) => {
    const text = read(name);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => "/",
  getDefaultLibFileName: () => `${LIB}lib.esnext.d.ts`,
  fileExists: (name) => read(name) !== undefined,
  readFile: read,
  directoryExists: (name) => name === "/" || name === "/src",
});

function take(files: Files): void {
  const names = new Set(Object.keys(files).map(nameOf));
  for (const name of sources.keys()) if (!names.has(name)) sources.delete(name);
  for (const [path, text] of Object.entries(files)) {
    const name = nameOf(path);
    const before = sources.get(name);
    if (before?.text !== text) sources.set(name, { text, version: (before?.version ?? 0) + 1 });
  }
}

function infoOf(found: {
  readonly displayParts?: ts.SymbolDisplayPart[] | undefined;
  readonly documentation?: ts.SymbolDisplayPart[] | undefined;
}): SymbolInfo {
  return {
    signature: ts.displayPartsToString(found.displayParts),
    documentation: ts.displayPartsToString(found.documentation),
  };
}

/** Formats as the examples are formatted. Loads Prettier at the first call. */
async function format({
  path,
  text,
  cursor,
}: LanguageQuestions["format"]["question"]): Promise<LanguageQuestions["format"]["answer"]> {
  const [{ formatWithCursor }, ...plugins] = await Promise.all([
    import("prettier/standalone"),
    import("prettier/plugins/estree"),
    path.endsWith(".json")
      ? import("prettier/plugins/babel")
      : import("prettier/plugins/typescript"),
  ]);
  const parser = path.endsWith(".json") ? "json" : "typescript";
  try {
    const { formatted, cursorOffset } = await formatWithCursor(text, {
      ...{ parser, plugins: plugins as Plugin[], cursorOffset: cursor },
      ...{ printWidth: 80, trailingComma: "all" },
    });
    return { text: formatted, cursor: cursorOffset };
  } catch (error) {
    const [problem = ""] = String((error as Error).message).split("\n");
    return { problem };
  }
}

type Answers = {
  [Name in keyof LanguageQuestions]: (
    question: LanguageQuestions[Name]["question"],
  ) => AnswerOf<Name> | undefined | Promise<AnswerOf<Name> | undefined>;
};

const answers: Answers = {
  format,

  complete({ path, position, files }): readonly CompletionEntry[] {
    take(files);
    const found = service.getCompletionsAtPosition(nameOf(path), position, {
      includeCompletionsForModuleExports: false,
      includeCompletionsWithInsertText: false,
    });
    return (found?.entries ?? []).map(({ name, kind, sortText }) => ({
      name,
      kind,
      // TypeScript's sort texts: 10 and 11 are local, 15 are globals.
      boost: sortText < "12" ? 10 : sortText >= "15" ? -10 : 0,
    }));
  },

  details({ path, position, name }) {
    const found = service.getCompletionEntryDetails(
      nameOf(path),
      position,
      name,
      undefined,
      undefined,
      undefined,
      undefined,
    );
    return found && infoOf(found);
  },

  hover({ path, position, files }) {
    take(files);
    const found = service.getQuickInfoAtPosition(nameOf(path), position);
    if (found === undefined) return undefined;
    const { start, length } = found.textSpan;
    return { ...infoOf(found), from: start, to: start + length };
  },

  check({ path, files }): readonly LanguageDiagnostic[] {
    take(files);
    const name = nameOf(path);
    if (!/\.[cm]?ts$/.test(name)) return [];
    const found = [
      ...service.getSyntacticDiagnostics(name),
      ...service.getSemanticDiagnostics(name),
    ];
    return found.flatMap(({ start, length = 0, messageText, category }) =>
      start === undefined
        ? []
        : {
            from: start,
            to: start + length,
            message: ts.flattenDiagnosticMessageText(messageText, "\n"),
            isError: category === ts.DiagnosticCategory.Error,
          },
    );
  },
};

type Answer = (question: Request["question"]) => Response["answer"] | Promise<Response["answer"]>;

onmessage = async ({ data: { id, name, question } }: MessageEvent<Request>) => {
  let answer: Response["answer"];
  try {
    const found = (answers[name] as Answer)(question);
    // In order, but for what takes time.
    answer = found instanceof Promise ? await found : found;
  } catch (error) {
    // The service can fail on unusual code. Send a result anyway, because the page waits for it.
    reportError(error);
  }
  postMessage({ id, answer } satisfies Response);
};
