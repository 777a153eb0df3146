import { currentContext } from "../../actor/io-context.ts";
import type { IoActor } from "../../actor/io-actor.ts";
import type { ConsoleEvent } from "../../protocol/events.ts";
import { consoleText } from "./console-text.ts";
import { definePlatform } from "./define-global.ts";

type Level = ConsoleEvent["level"];

const LEVELS: readonly Level[] = ["debug", "log", "info", "warn", "error"];

/** Receives one console line and the actor that wrote it. */
export type ConsoleReport = (level: Level, text: string, actor: IoActor | null) => void;

/** The host's own access to the console. */
export interface HostConsole {
  /** Writes a line without reporting it. */
  print(level: Level, text: string): void;
  /** Writes and reports an uncaught error. */
  uncaught(error: unknown): void;
}

/**
 * Reports console lines of the user's code and uncaught errors, and still writes them to the console.
 */
export function installConsole(report: ConsoleReport): HostConsole {
  const originals = new Map(LEVELS.map((level) => [level, console[level].bind(console)]));
  const currentActor = (): IoActor | null => currentContext()?.actor ?? null;
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
  // `preventDefault()` keeps these errors from the page's own `error` event.
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
