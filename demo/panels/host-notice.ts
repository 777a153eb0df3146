import { html, type TemplateResult } from "lit";
import type { HostState, PlaygroundSession } from "../session/session.ts";

const words: Readonly<Record<HostState, string>> = {
  stopped: "No host runs yet. Run the code to see what is there.",
  starting: "The host starts.",
  running: "",
  unresponsive: "The host does not answer: its code runs an endless loop, say. Kill it to go on.",
  failed: "The host did not start.",
  killed: "The host is dead, as after a crash. What was stored is on the disk: run it again.",
};

/** What a panel shows in its place while no host runs: why, and what to press. */
export function hostNotice(session: PlaygroundSession | undefined): TemplateResult {
  const state = session?.state ?? "stopped";
  return html`<div class="notice">
    <p>${words[state]}</p>
    ${session?.problem ? html`<p class="problem">${session.problem}</p>` : ""}
    ${
      state === "starting"
        ? ""
        : html`<button type="button" class="primary" @click=${() => session?.run()}>
            ${state === "stopped" ? "Run" : "Run again"}
          </button>`
    }
  </div>`;
}
