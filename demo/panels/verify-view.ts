import { html, type TemplateResult } from "lit";
import type { VerifyReport } from "tabd";
import { momentWords } from "../clock/time-words.ts";
import { counted } from "./words.ts";

/** What was found when every file was checked. */
export function renderReport({ files, alarms, ok }: VerifyReport): TemplateResult {
  if (ok) {
    return html`<p class="report" role="status">
      ${counted(files.length, "file")} checked: all is well.
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
          The alarm of ${actorName ?? actorId} of ${namespace} is told differently: in its own file
          ${when(own)}, in metadata.sqlite ${when(scheduled)}.
        </p>`,
    )}
  </div>`;
}
