import { html, nothing, type TemplateResult } from "lit";
import type { HostEvent, VerifyReport } from "tabd";
import { fileSize } from "../quantities.ts";
import type { PlaygroundSession } from "../session/session.ts";
import { downloadDisk, openZip } from "../shell/project-actions.ts";
import { shared } from "../style/shared.ts";
import { type DiskLook, lookAtDisk } from "./disk-look.ts";
import { diskStyle } from "./disk-style.ts";
import { downloadBytes } from "./download.ts";
import { hostNotice } from "./host-notice.ts";
import { panelStyle } from "./panel-style.ts";
import { ServerWatch } from "./server-watch.ts";
import { SessionElement } from "./session-element.ts";
import { renderReport } from "./verify-view.ts";
import { counted, errorWords } from "./words.ts";

/** The files of the disk, its storage space, and actions on the whole disk. */
export class DiskPanel extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    _asking: { state: true },
    _busy: { state: true },
    _message: { state: true },
    _problem: { state: true },
    _report: { state: true },
  };

  /** Whether the confirmation of a wipe is open. */
  declare private _asking: boolean;
  declare private _busy: boolean;
  declare private _message: string;
  declare private _problem: string;
  declare private _report: VerifyReport | undefined;
  readonly #watch: ServerWatch<DiskLook>;

  constructor() {
    super();
    this._asking = false;
    this._busy = false;
    this._message = "";
    this._problem = "";
    this.#watch = new ServerWatch(this, {
      look: (server) => lookAtDisk(server, this.session?.history.entries ?? []),
      concerns,
    });
  }

  protected override render(): TemplateResult {
    const { session } = this;
    if (session === undefined) return hostNotice(session);
    const isOff = session.server === undefined && session.state !== "starting";
    const { value, problem } = isOff ? { value: undefined, problem: "" } : this.#watch;
    return html`${isOff ? hostNotice(session) : nothing} ${this.#renderBar(session, isOff)}
      <div class="body">
        ${this._asking ? this.#renderQuestion() : nothing}
        <p class="message row" role="status">
          ${this._message}
          ${
            session.canUndoWipe
              ? html`<button
                  type="button"
                  class="small"
                  ?disabled=${this._busy || !this.canAsk}
                  @click=${() =>
                    this.#do(async () => {
                      await session.undoWipe();
                      return "The wipe was undone.";
                    })}
                >
                  Undo the wipe
                </button>`
              : nothing
          }
        </p>
        <p class="problem" role="alert">${this._problem || problem}</p>
        ${this._report === undefined ? nothing : renderReport(this._report)}
        ${value === undefined ? nothing : this.#renderRoom(value)}
        ${value === undefined ? nothing : this.#renderFiles(value)}
      </div>`;
  }

  /** @param isOff no host runs; the disk can only be downloaded or wiped. */
  #renderBar(session: PlaygroundSession, isOff: boolean): TemplateResult {
    const off = this._busy || !this.canAsk;
    return html`<div class="bar">
      <button
        type="button"
        class="small"
        ?disabled=${isOff ? this._busy : off}
        @click=${() => this.#do(() => downloadDisk(session))}
      >
        Download as zip
      </button>
      <button
        type="button"
        class="small"
        ?disabled=${off}
        @click=${() => this.renderRoot.querySelector<HTMLInputElement>("#zip")?.click()}
      >
        Import a zip
      </button>
      <input
        id="zip"
        type="file"
        hidden
        accept=".zip,application/zip"
        aria-label="Zip with files of Durable Objects"
        @change=${(event: Event) => {
          const field = event.target as HTMLInputElement;
          const [zip] = field.files ?? [];
          field.value = "";
          if (zip !== undefined) void this.#do(async () => (await openZip(session, zip)) ?? "");
        }}
      />
      <button
        type="button"
        class="small"
        ?disabled=${off}
        @click=${() =>
          this.#do(async () => {
            this._report = await session.server?.verify();
            return "";
          })}
      >
        Check all files
      </button>
      <button
        type="button"
        class="small danger push"
        aria-expanded=${this._asking}
        ?disabled=${isOff ? this._busy : off}
        @click=${() => (this._asking = !this._asking)}
      >
        Wipe this disk
      </button>
    </div>`;
  }

  #renderQuestion(): TemplateResult {
    return html`<div class="question" role="group" aria-label="Wipe this disk?">
      <p>
        Delete all stored data and alarms? You can undo this until the page is closed or reloaded.
      </p>
      <div class="row">
        <button
          type="button"
          class="small danger"
          @click=${() =>
            this.#do(async () => {
              this._asking = false;
              await this.session?.wipe();
              return "The disk was wiped.";
            })}
        >
          Wipe
        </button>
        <button type="button" class="small" @click=${() => (this._asking = false)}>Cancel</button>
      </div>
    </div>`;
  }

  #renderRoom({ usage, quota, persisted }: DiskLook): TemplateResult {
    return html`<dl>
      <dt>Disk</dt>
      <dd class="mono">${this.session?.disk}</dd>
      ${
        usage === undefined || quota === undefined
          ? nothing
          : html`<dt>Space</dt>
              <dd>
                ${fileSize(usage)} used by this site, ${fileSize(Math.max(0, quota - usage))} left
              </dd>`
      }
      ${
        persisted === undefined
          ? nothing
          : html`<dt>Persistence</dt>
              <dd class="row">
                ${
                  persisted
                    ? "Persistent: the browser will not delete it."
                    : html`<span>The browser may delete it when disk space is low.</span>
                        <button
                          type="button"
                          class="small"
                          ?disabled=${this._busy}
                          @click=${() => this.#do(askToKeep)}
                        >
                          Ask for persistence
                        </button>`
                }
              </dd>`
      }
    </dl>`;
  }

  #renderFiles({ files, names, hasNoObjects }: DiskLook): TemplateResult {
    if (files.length === 0) return html`<p class="soft">No files yet.</p>`;
    const total = files.reduce((sum, { size }) => sum + size, 0);
    return html`<h3>${counted(files.length, "file")}, ${fileSize(total)}</h3>
      ${
        hasNoObjects
          ? html`<p class="soft">
              No object is stored. A running host always keeps an alarm table for each class.
            </p>`
          : nothing
      }
      <ul>
        ${files.map(
          ({ path, size }) =>
            html`<li>
              <span class="file">
                ${names.has(path) ? html`<span>${names.get(path)}</span>` : nothing}
                <span class="path mono" title=${path}>${path}</span>
              </span>
              <span class="number soft">${fileSize(size)}</span>
              <button
                type="button"
                class="small quiet"
                aria-label=${`Download ${path}`}
                ?disabled=${this._busy || !this.canAsk}
                @click=${() =>
                  this.#do(async () => {
                    const bytes = await this.session?.server?.inspect.readFile(path);
                    if (bytes !== undefined) downloadBytes(bytes, path.replaceAll("/", "-"));
                    return "";
                  })}
              >
                Download
              </button>
            </li>`,
        )}
      </ul>`;
  }

  async #do(work: () => Promise<string>): Promise<void> {
    this._busy = true;
    this._message = this._problem = "";
    this._report = undefined;
    try {
      this._message = await work();
    } catch (error) {
      this._problem = errorWords(error);
    } finally {
      this._busy = false;
      this.#watch.refresh();
    }
  }

  static override styles = [shared, panelStyle, diskStyle];
}

async function askToKeep(): Promise<string> {
  return (await navigator.storage.persist())
    ? "Storage is persistent now."
    : "The browser refused. It decides by how often a site is used and whether it is installed.";
}

const concerns = ({ type }: HostEvent): boolean =>
  type === "commit" || type.startsWith("files-") || type.startsWith("disk-");

customElements.define("tabd-disk-panel", DiskPanel);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-disk-panel": DiskPanel;
  }
}
