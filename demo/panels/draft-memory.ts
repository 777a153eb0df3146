import type { Project } from "../session/project.ts";
import type { PlaygroundSession } from "../session/session.ts";
import { type DraftOf, draftOf, type RequestDraft } from "./request-draft.ts";

const keyOf = (kind: RequestDraft["kind"], disk: string): string => `draft ${kind} ${disk}`;

/** The stored content of a form, or the example's first request of this kind. */
export function rememberedDraft<Kind extends RequestDraft["kind"]>(
  { settings, disk, project }: PlaygroundSession,
  empty: DraftOf<Kind>,
): DraftOf<Kind> {
  const suggested = project.requests?.find(({ kind }) => kind === empty.kind);
  const first =
    suggested === undefined ? forObject(empty, project) : (draftOf(suggested) as DraftOf<Kind>);
  return settings.get(keyOf(empty.kind, disk), first);
}

/** An empty path would often address an object with an empty name. */
function forObject<Draft extends RequestDraft>(empty: Draft, { requests = [] }: Project): Draft {
  const rpc = requests.find(({ kind }) => kind === "rpc");
  if (!("url" in empty) || rpc?.kind !== "rpc") return empty;
  return { ...empty, url: `/${encodeURIComponent(rpc.object)}` };
}

export function keepDraft(session: PlaygroundSession | undefined, draft: RequestDraft): void {
  session?.settings.set(keyOf(draft.kind, session.disk), draft);
}
