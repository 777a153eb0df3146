import type { PlaygroundSession } from "../session/session.ts";
import { type DraftOf, draftOf, type RequestDraft } from "./request-draft.ts";

const keyOf = (kind: RequestDraft["kind"], disk: string): string => `draft ${kind} ${disk}`;

/** What stood in a form when it was left; else the first of this kind that the example suggests. */
export function rememberedDraft<Kind extends RequestDraft["kind"]>(
  { settings, disk, project }: PlaygroundSession,
  empty: DraftOf<Kind>,
): DraftOf<Kind> {
  const suggested = project.requests?.find(({ kind }) => kind === empty.kind);
  const first = suggested === undefined ? empty : (draftOf(suggested) as DraftOf<Kind>);
  return settings.get(keyOf(empty.kind, disk), first);
}

export function keepDraft(session: PlaygroundSession | undefined, draft: RequestDraft): void {
  session?.settings.set(keyOf(draft.kind, session.disk), draft);
}
