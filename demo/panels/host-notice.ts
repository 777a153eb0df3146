import { html, nothing, type TemplateResult } from "lit";
import type { HostState, PlaygroundSession } from "../session/session.ts";

const words: Readonly<Record<HostState, string>> = {
  stopped: "The host is not running. Run the code to see its data.",
  starting: "The host is starting.",
  running: "",
  unresponsive: "The host is not responding. Its code may be in an endless loop.",
  failed: "The host did not start.",
  killed: "The host was killed. Stored data is safe on the disk. Run the code again.",
};

/** Replaces a panel's content while no host runs. */
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

/** Shown above a panel's content while the host is not responding. */
export function silenceNotice(
  session: PlaygroundSession | undefined,
): TemplateResult | typeof nothing {
  if (session?.state !== "unresponsive" || session.server === undefined) return nothing;
  return html`<div class="bar silence" role="group" aria-label="The host is not responding">
    <p>The host is not responding. The data below may be old, and requests wait.</p>
    ${killButton(session)}
  </div>`;
}

const killButton = (session: PlaygroundSession | undefined): TemplateResult =>
  html`<button type="button" class="small" @click=${() => session?.kill()}>Kill host</button>`;
