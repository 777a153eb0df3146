import { css, html, nothing, type TemplateResult } from "lit";
import { timeOfDay } from "../clock/time-words.ts";
import { fileSize } from "../quantities.ts";
import "../values/tabd-value.ts";
import { bodyLook, type BodySoFar } from "./read-body.ts";

export interface HttpAnswer {
  readonly response?: Response;
  readonly body?: BodySoFar;
  readonly problem?: string;
  /** Time to the headers, in ms. */
  readonly took: number;
  /** When it was received, by the computer's clock, in ms since the epoch. */
  readonly at: number;
}

/**
 * Renders the response received so far.
 *
 * @param stop stops reading the body; undefined once it has ended.
 */
export function renderAnswer(answer: HttpAnswer, stop: (() => void) | undefined): TemplateResult {
  const { response, body, problem, took, at } = answer;
  return html`${
    response === undefined
      ? nothing
      : html`<p class="status" data-ok=${response.status < 400}>
            <strong>${response.status} ${response.statusText}</strong>
            <span class="soft">in ${took.toFixed(took < 10 ? 1 : 0)} ms</span>
            <span class="soft">at ${timeOfDay(new Date(at))}</span>
            ${
              stop !== undefined && body?.state === "open"
                ? html`<button type="button" class="small" @click=${stop}>Stop reading</button>`
                : nothing
            }
          </p>
          ${renderHeaders(response.headers)}
          ${body === undefined ? nothing : renderBody(response, body)}`
  }
  ${problem === undefined ? nothing : html`<p class="problem" role="alert">${problem}</p>`}`;
}

function renderHeaders(headers: Headers): TemplateResult {
  const all = [...headers];
  if (all.length === 0) return html``;
  return html`<details>
    <summary>${all.length === 1 ? "1 header" : `${all.length} headers`}</summary>
    <dl>
      ${all.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </details>`;
}

const stateWords = {
  open: ", more may follow",
  ended: "",
  cut: ", truncated",
  stopped: ", stopped",
};

function renderBody(response: Response, body: BodySoFar): TemplateResult {
  const size = body.bytes.length;
  if (size === 0 && body.state === "ended") return html`<p class="message">No body.</p>`;
  const look = bodyLook(body, response.headers.get("content-type"));
  return html`${
      look.as === "bytes"
        ? html`<tabd-value label="Body" nameless .value=${look.bytes}></tabd-value>`
        : html`<pre tabindex="0" role="region" aria-label="Body">${look.text}</pre>`
    }
    <p class="message">
      ${look.as === "json" ? "JSON, " : ""}${fileSize(size)}${stateWords[body.state]}
    </p>`;
}

/** Styles of {@link renderAnswer}. */
export const answerStyle = css`
  .status {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space);
    padding-bottom: var(--space-s);
  }
  .status[data-ok="false"] strong {
    color: var(--bad);
  }
  .status[data-ok="true"] strong {
    color: var(--good);
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 var(--space);
    margin: 0;
    padding: var(--space-s) 0;
    font: var(--size-s) / 1.6 var(--mono);
  }
  dt {
    color: var(--soft);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  pre,
  tabd-value {
    overflow: auto;
    max-height: 24rem;
    margin: var(--space-s) 0 0;
    padding: var(--space);
    border-radius: var(--radius-s);
    background: var(--sunken);
  }
  pre {
    font: var(--size-s) / 1.5 var(--mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
`;
