import { currentContext } from "../../actor/io-context.ts";
import type { Actor } from "../../actor/actor.ts";
import type { ConsoleEvent } from "../../protocol/events.ts";
import { consoleText } from "./console-text.ts";
import { definePlatform } from "./define-global.ts";

type Level = ConsoleEvent["level"];

const LEVELS: readonly Level[] = ["debug", "log", "info", "warn", "error"];

/** Takes one line of the console: its level, its text, and the actor whose event was running. */
export type ConsoleReport = (level: Level, text: string, actor: Actor | null) => void;

/**
 * Reports what the user's code writes to the console, which it still is written to, and errors that
 * nobody caught.
 *
 * @returns what to do with an error that nobody caught.
 */
export function installConsole(report: ConsoleReport): (error: unknown) => void {
  const originals = new Map(LEVELS.map((level) => [level, console[level].bind(console)]));
  for (const [level, print] of originals) {
    definePlatform(console, level, (...args: unknown[]) => {
      print(...args);
      report(level, consoleText(args), currentContext()?.actor ?? null);
    });
  }
  const uncaught = (error: unknown, how = "Uncaught"): void => {
    originals.get("error")?.(how, error);
    report("error", consoleText([how, error]), currentContext()?.actor ?? null);
  };
  // Taken here, they do not go on to the page, whose own errors they are not.
  addEventListener("error", (event) => {
    event.preventDefault();
    uncaught(event.error ?? event.message);
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    uncaught(event.reason, "Uncaught (in promise)");
  });
  return uncaught;
}
