import type { Direction } from "./rows.ts";

export type Command =
  | { readonly do: "go"; readonly direction: Direction }
  | { readonly do: "pan"; readonly share: number }
  | { readonly do: "zoom"; readonly factor: number }
  | { readonly do: "fit" | "follow" | "open" | "close" };

/** The keys in the legend. */
export const KEYS: readonly (readonly [string, string])[] = [
  ["← →", "previous, next event"],
  ["↑ ↓", "previous, next object"],
  ["Home End", "first and last event"],
  ["Enter", "show details"],
  ["Shift ← →", "pan"],
  ["+ −", "zoom in, zoom out"],
  ["F", "show everything"],
  ["N", "follow now"],
  ["Esc", "close details"],
];

const ZOOM = 1.6;

/** The command of a key; undefined for other keys. */
export function commandOf({
  key,
  shiftKey,
  ctrlKey,
  altKey,
  metaKey,
}: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey">):
  | Command
  | undefined {
  if (ctrlKey || altKey || metaKey) return undefined;
  switch (key) {
    case "ArrowLeft":
      return shiftKey ? { do: "pan", share: -0.2 } : { do: "go", direction: "left" };
    case "ArrowRight":
      return shiftKey ? { do: "pan", share: 0.2 } : { do: "go", direction: "right" };
    case "ArrowUp":
      return { do: "go", direction: "up" };
    case "ArrowDown":
      return { do: "go", direction: "down" };
    case "Home":
      return { do: "go", direction: "first" };
    case "End":
      return { do: "go", direction: "last" };
    case "+":
    case "=":
      return { do: "zoom", factor: ZOOM };
    case "-":
    case "_":
      return { do: "zoom", factor: 1 / ZOOM };
    case "f":
    case "F":
    case "0":
      return { do: "fit" };
    case "n":
    case "N":
      return { do: "follow" };
    case "Enter":
    case " ":
      return { do: "open" };
    case "Escape":
      return { do: "close" };
    default:
      return undefined;
  }
}
