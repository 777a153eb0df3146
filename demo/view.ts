import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { LoggedEvent } from "./event-log.ts";
import { eventWords } from "./event-words.ts";
import { countdown, dateAndTime, fileSize, timeOfDay } from "./quantities.ts";
import { type DiskFile, modules, type PendingAlarm } from "./reminders.ts";

/** Everything that the page shows. */
export interface Model {
  readonly host: "starting" | "running" | "killed" | "failed";
  /** What went wrong last, in words; empty when nothing did. */
  readonly problem: string;
  readonly now: number;
  readonly alarms: readonly PendingAlarm[];
  readonly files: readonly DiskFile[];
  readonly events: readonly LoggedEvent[];
}

/** What the user can do. */
export interface Actions {
  set(form: FormData, delay: number): void;
  cancel(name: string): void;
  reload(): void;
  kill(): void;
  start(): void;
  clearEvents(): void;
}

const unitSizes = [
  ["seconds", 1000],
  ["minutes", 60_000],
  ["hours", 3_600_000],
  ["days", 86_400_000],
] as const;

export function view(model: Model, actions: Actions): TemplateResult {
  return html`
    <div class="column">
      ${clockPanel(model, actions)} ${setPanel(model, actions)} ${alarmsPanel(model, actions)}
      ${eventsPanel(model, actions)}
    </div>
    <div class="column">${filesPanel(model)} ${sourcePanel()}</div>
  `;
}

const hostWords: Readonly<Record<Model["host"], string>> = {
  starting: "The host starts",
  running: "The host runs",
  killed: "The host is dead",
  failed: "The host did not start",
};

function clockPanel(model: Model, actions: Actions): TemplateResult {
  const next = model.alarms[0];
  const dead = model.host === "killed" || model.host === "failed";
  return html`
    <section class="panel clock" aria-labelledby="clock-heading">
      <h2 id="clock-heading" class="hidden">Next alarm</h2>
      <p class="time" role="timer" aria-live="off" ?data-idle=${next === undefined}>
        ${countdown(next === undefined ? 0 : next.nextTry - model.now)}
      </p>
      <p class="caption">${clockCaption(model, next)}</p>
      <div class="buttons">
        <button type="button" @click=${actions.reload}>Reload page</button>
        ${
          dead
            ? html`<button type="button" @click=${actions.start}>Start host</button>`
            : html`<button
                type="button"
                ?disabled=${model.host !== "running"}
                @click=${actions.kill}
              >
                Kill host
              </button>`
        }
        <span class="host" data-state=${model.host} role="status">${hostWords[model.host]}</span>
      </div>
      <p class="problem" role="alert">${model.problem}</p>
    </section>
  `;
}

function clockCaption(model: Model, next: PendingAlarm | undefined): string {
  if (model.host === "killed") return "Start the host, or reload: what was set is on the disk.";
  if (model.host === "starting") return "Looking at the disk. If this lasts, another tab has it.";
  if (next === undefined) return "No alarm is pending. Set one, then reload while it waits.";
  if (next.running) return `${nameOf(next)} is being delivered.`;
  const again = next.retryCount > 0 ? `, try ${next.retryCount + 1}` : "";
  return `until ${nameOf(next)} is delivered${again}, also after a reload.`;
}

const formOf = (event: Event): HTMLFormElement | null =>
  (event.currentTarget as HTMLElement).closest("form");

function setPanel(model: Model, actions: Actions): TemplateResult {
  const disabled = model.host !== "running";
  const setIn =
    (delay: number) =>
    (event: Event): void => {
      const form = formOf(event);
      if (form?.reportValidity()) actions.set(new FormData(form), delay);
    };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = formOf(event);
    if (!form) return;
    const data = new FormData(form);
    actions.set(data, Number(data.get("amount")) * Number(data.get("unit")));
  };
  return html`
    <section class="panel" aria-labelledby="set-heading">
      <h2 id="set-heading">Set an alarm</h2>
      <form @submit=${submit}>
        <label
          >Object <input name="name" value="tea" required maxlength="100" autocomplete="off"
        /></label>
        <label class="wide">
          Text
          <input name="text" value="The tea is ready" required maxlength="200" autocomplete="off" />
        </label>
        <fieldset ?disabled=${disabled}>
          <legend>When</legend>
          <button type="button" class="main" @click=${setIn(5000)}>In 5 s</button>
          <button type="button" class="main" @click=${setIn(30_000)}>In 30 s</button>
          <span class="custom">
            <label>
              <span class="hidden">Amount</span>
              <input
                name="amount"
                type="number"
                value="2"
                min="0"
                max="100000"
                step="any"
                required
              />
            </label>
            <label>
              <span class="hidden">Unit</span>
              <select name="unit">
                ${unitSizes.map(
                  ([unit, size]) =>
                    html`<option value=${size} ?selected=${unit === "minutes"}>${unit}</option>`,
                )}
              </select>
            </label>
            <button>Set</button>
          </span>
        </fieldset>
      </form>
    </section>
  `;
}

function alarmsPanel(model: Model, actions: Actions): TemplateResult {
  const rows = repeat(
    model.alarms,
    (alarm) => alarm.id,
    (alarm) => html`
      <tr>
        <td class="name" title=${alarm.id}>${nameOf(alarm)}</td>
        <td class="number">${dateAndTime(alarm.nextTry)}</td>
        <td class="number">${alarm.running ? "running" : countdown(alarm.nextTry - model.now)}</td>
        <td class="action">
          ${
            alarm.name === null
              ? nothing
              : html`<button
                  type="button"
                  class="small"
                  aria-label=${`Cancel ${alarm.name}`}
                  ?disabled=${model.host !== "running"}
                  @click=${() => actions.cancel(alarm.name ?? "")}
                >
                  Cancel
                </button>`
          }
        </td>
      </tr>
    `,
  );
  return html`
    <section class="panel" aria-labelledby="alarms-heading">
      <h2 id="alarms-heading">Pending alarms <span class="count">${model.alarms.length}</span></h2>
      <div class="scroll alarms" tabindex="0" role="region" aria-labelledby="alarms-heading">
        ${
          model.alarms.length === 0
            ? html`<p class="empty">None.</p>`
            : html`<table>
                <thead>
                  <tr>
                    <th scope="col">Object</th>
                    <th scope="col" class="number">At</th>
                    <th scope="col" class="number">In</th>
                    <th scope="col"><span class="hidden">Cancel</span></th>
                  </tr>
                </thead>
                <tbody>
                  ${rows}
                </tbody>
              </table>`
        }
      </div>
    </section>
  `;
}

function filesPanel(model: Model): TemplateResult {
  return html`
    <section class="panel" aria-labelledby="files-heading">
      <h2 id="files-heading">Files on the disk <span class="count">${model.files.length}</span></h2>
      <div class="scroll files" tabindex="0" role="region" aria-labelledby="files-heading">
        ${
          model.files.length === 0
            ? html`<p class="empty">None.</p>`
            : html`<table>
                <thead>
                  <tr>
                    <th scope="col">Path</th>
                    <th scope="col" class="number">Size</th>
                  </tr>
                </thead>
                <tbody>
                  ${model.files.map(
                    (file) => html`
                      <tr>
                        <td class="path" title=${file.path}>${file.path}</td>
                        <td class="number">${fileSize(file.size)}</td>
                      </tr>
                    `,
                  )}
                </tbody>
              </table>`
        }
      </div>
    </section>
  `;
}

function eventsPanel(model: Model, actions: Actions): TemplateResult {
  const rows = model.events.toReversed().flatMap((event) => {
    const words = eventWords(event);
    if (words === undefined) return [];
    return html`
      <li data-tone=${words.tone}>
        <time datetime=${new Date(event.time).toISOString()} title=${dateAndTime(event.time)}>
          ${timeOfDay(event.time)}
        </time>
        <span><strong>${words.title}</strong> ${words.detail}</span>
      </li>
    `;
  });
  return html`
    <section class="panel" aria-labelledby="events-heading">
      <h2 id="events-heading">
        Events
        <button
          type="button"
          class="small"
          ?disabled=${rows.length === 0}
          @click=${actions.clearEvents}
        >
          Clear
        </button>
      </h2>
      <ol class="scroll events" tabindex="0" role="region" aria-labelledby="events-heading">
        ${rows}
      </ol>
    </section>
  `;
}

function sourcePanel(): TemplateResult {
  return html`
    <section class="panel" aria-labelledby="source-heading">
      <h2 id="source-heading">The object's code</h2>
      ${Object.entries(modules).map(
        ([path, text]) => html`
          <h3>${path}</h3>
          <pre tabindex="0" role="region" aria-label=${path}><code>${text.trimEnd()}</code></pre>
        `,
      )}
    </section>
  `;
}

function nameOf(alarm: PendingAlarm): string {
  return alarm.name ?? `${alarm.id.slice(0, 8)}…`;
}
