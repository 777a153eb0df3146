import { currentContext } from "../../actor/io-context.ts";
import type { Actor } from "../../actor/actor.ts";
import type { ConsoleEvent } from "../../protocol/events.ts";
import { consoleText } from "./console-text.ts";
import { definePlatform } from "./define-global.ts";

type Level = ConsoleEvent["level"];

const LEVELS: readonly Level[] = ["debug", "log", "info", "warn", "error"];

/** Takes one line of the console: its level, its text, and the actor whose event was running. */
export type ConsoleReport = (level: Level, text: string, actor: Actor | null) => void;

/** What the host itself does with a console. */
export interface HostConsole {
  /** Writes a line where the user's go, and reports nothing. */
  print(level: Level, text: string): void;
  /** An error that nobody caught: written and reported. */
  uncaught(error: unknown): void;
}

/**
 * Reports what the user's code writes to the console, which it still is written to, and errors that
 * nobody caught.
 */
export function installConsole(report: ConsoleReport): HostConsole {
  const originals = new Map(LEVELS.map((level) => [level, console[level].bind(console)]));
  const currentActor = (): Actor | null => currentContext()?.actor ?? null;
  for (const [level, print] of originals) {
    definePlatform(console, level, (...args: unknown[]) => {
      print(...args);
      report(level, consoleText(args), currentActor());
    });
  }
  const uncaught = (error: unknown, how = "Uncaught"): void => {
    originals.get("error")?.(how, error);
    report("error", consoleText([how, error]), currentActor());
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
  return {
    print: (level, text) => originals.get(level)?.(text),
    uncaught: (error) => uncaught(error),
  };
}
