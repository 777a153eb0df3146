import { html, nothing, type TemplateResult } from "lit";
import type { HostState, PlaygroundSession } from "../session/session.ts";

const words: Readonly<Record<HostState, string>> = {
  stopped: "No host runs yet. Run the code to see what is there.",
  starting: "The host starts.",
  running: "",
  unresponsive: "The host does not answer: its code runs an endless loop, say.",
  failed: "The host did not start.",
  killed: "The host is dead, as after a crash. What was stored is on the disk: run it again.",
};

/** What a panel shows in its place while no host runs: why, and what to press. */
export function hostNotice(session: PlaygroundSession | undefined): TemplateResult {
  const state = session?.state ?? "stopped";
  return html`<div class="notice">
    <p>${words[state]}</p>
    ${session?.problem && state !== "unresponsive" ? html`<p class="problem">${session.problem}</p>` : ""}
    ${
      state === "starting" || state === "unresponsive"
        ? killButton(session)
        : html`<button type="button" class="primary" @click=${() => session?.run()}>
            ${state === "stopped" ? "Run" : "Run again"}
          </button>`
    }
  </div>`;
}

/** Above what a panel shows, while the host does not answer: why nothing moves, and what to press. */
export function silenceNotice(
  session: PlaygroundSession | undefined,
): TemplateResult | typeof nothing {
  if (session?.state !== "unresponsive" || session.server === undefined) return nothing;
  return html`<div class="bar silence" role="group" aria-label="The host does not answer">
    <p>The host does not answer: this is from before, and what you ask for waits.</p>
    ${killButton(session)}
  </div>`;
}

const killButton = (session: PlaygroundSession | undefined): TemplateResult =>
  html`<button type="button" class="small" @click=${() => session?.kill()}>Kill the host</button>`;
