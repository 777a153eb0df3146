import { html, type TemplateResult } from "lit";
import type { VerifyReport } from "tabd";
import { momentWords } from "../clock/time-words.ts";
import { counted } from "./words.ts";

/** The result of checking all files. */
export function renderReport({ files, alarms, ok }: VerifyReport): TemplateResult {
  if (ok) {
    return html`<p class="report" role="status">
      ${counted(files.length, "file")} checked. No problems found.
    </p>`;
  }
  const when = (time: number | null): string => (time === null ? "none" : momentWords(time));
  return html`<div class="report" role="status">
    ${files.flatMap(({ path, problems }) =>
      problems.map(
        (problem) => html`<p class="problem"><span class="mono">${path}</span>: ${problem}</p>`,
      ),
    )}
    ${alarms.map(
      ({ namespace, actorId, actorName, own, scheduled }) =>
        html`<p class="problem">
          The alarm of ${actorName ?? actorId} of ${namespace} differs: ${when(own)} in its own
          file, ${when(scheduled)} in metadata.sqlite.
        </p>`,
    )}
  </div>`;
}
