import type { HostEvent } from "tabd";
import { escaped } from "./escaped.ts";
import type { SourcePlace, SourceProblem } from "./session.ts";

/**
 * The first place in the user's files that a message or stack mentions: `main.ts:3:5`, or in module
 * errors `imported from "main.ts", line 3`. Stripping TypeScript keeps line numbers.
 */
function placeIn(text: string, paths: readonly string[]): SourcePlace | undefined {
  const found = paths.flatMap((path) => {
    const name = escaped(path);
    const match =
      new RegExp(String.raw`(?<![\w.$-])${name}:(\d+)(?::(\d+))?`).exec(text) ??
      new RegExp(String.raw`"${name}", line (\d+)`).exec(text);
    if (match?.[1] === undefined) return [];
    const column = match[2] === undefined ? undefined : Number(match[2]);
    return { path, line: Number(match[1]), column, index: match.index };
  });
  const [first] = found.toSorted((one, other) => one.index - other.index);
  return first && { path: first.path, line: first.line, column: first.column };
}

/** The place of a load error; undefined if the error has none. */
export function loadProblem(error: unknown, paths: readonly string[]): SourceProblem | undefined {
  if (!(error instanceof Error)) return undefined;
  const place = placeIn(error.message, paths) ?? placeIn(error.stack ?? "", paths);
  const message = error.message.replace(/\n[^\S\n]*at [^\n]*$/, "");
  return place && { ...place, message: `${error.name}: ${message}`, when: "load" };
}

/** The error of an event that occurred while the code ran, with its place. */
export function runProblem(event: HostEvent, paths: readonly string[]): SourceProblem | undefined {
  if (event.type === "console") {
    if (event.level !== "error") return undefined;
    const place = placeIn(event.text, paths);
    return place && { ...place, message: firstLine(event.text), when: "run" };
  }
  if (!("error" in event) || event.error === null) return undefined;
  const { name, message, stack = "" } = event.error;
  const place = placeIn(stack, paths);
  return place && { ...place, message: `${name}: ${firstLine(message)}`, when: "run" };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
