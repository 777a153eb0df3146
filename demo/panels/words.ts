import { countdown } from "../quantities.ts";
import type { ActorKey } from "../session/session.ts";

/** What was thrown, in words: `TypeError: no`. */
export function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" ? error.name : `${error.name}: ${error.message}`;
}

/**
 * An object as people know it: its name, else the beginning of its id. A facet: what its object is
 * called, and the names that lead to it, `lobby › a › b`.
 */
export function actorLabel({ name, id, facet = [] }: Omit<ActorKey, "className">): string {
  const object = name ?? (id.length > 12 ? `${id.slice(0, 8)}…` : id);
  return [object, ...facet].join(" › ");
}

/** Whether both mean the same object, or the same facet of it. */
export function sameActor(one: ActorKey | undefined, other: ActorKey | undefined): boolean {
  return one?.id === other?.id && one?.className === other?.className && sameFacet(one, other);
}

function sameFacet(one: ActorKey | undefined, other: ActorKey | undefined): boolean {
  const [names = [], others = []] = [one?.facet, other?.facet];
  return names.length === others.length && names.every((name, i) => name === others[i]);
}

/** `1 file`, `12 files` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** How long until then, to the second: `in 00:04`, `in 29 d 23:59:59`; `due` when it is over. */
export function timeLeft(ms: number): string {
  if (ms <= 0) return "due";
  return `in ${countdown(Math.ceil(ms / 1000) * 1000).replace(/\.0$/, "")}`;
}
