import { countdown } from "../quantities.ts";
import { actorTitle } from "../session/actor-title.ts";
import type { ActorKey } from "../session/session.ts";

/** An error as text: `TypeError: no`. */
export function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" ? error.name : `${error.name}: ${error.message}`;
}

/**
 * The label of an object: its name, or the beginning of its id. A facet adds its path: `lobby › a › b`.
 */
export function actorLabel({ name, id, facet = [] }: Omit<ActorKey, "className">): string {
  return [actorTitle({ name, id }), ...facet].join(" › ");
}

/** Whether both identify the same object or facet. */
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

/** The remaining time: `in 00:04`, `in 29 d 23:59:59`; `due` once it has passed. */
export function timeLeft(ms: number): string {
  if (ms <= 0) return "due";
  return `in ${countdown(Math.ceil(ms / 1000) * 1000).replace(/\.0$/, "")}`;
}
