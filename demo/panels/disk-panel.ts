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

/** The files of the disk, how much room there is, and what can be done with all of it. */
export class DiskPanel extends SessionElement {
  static override properties = {
    ...SessionElement.properties,
    _asking: { state: true },
    _busy: { state: true },
    _message: { state: true },
    _problem: { state: true },
    _report: { state: true },
  };

  /** Whether the question stands that comes before a wipe. */
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
    this.#watch = new ServerWatch(this, { look: lookAtDisk, concerns });
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
                      return "The files are back.";
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

  /** @param isOff no host runs: the disk can only be saved or wiped. */
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
        Put a zip on it
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
        Check every file
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
        Delete everything that is stored on it, and every alarm? It can be undone until this page
        goes.
      </p>
      <div class="row">
        <button
          type="button"
          class="small danger"
          @click=${() =>
            this.#do(async () => {
              this._asking = false;
              await this.session?.wipe();
              return "The disk is wiped.";
            })}
        >
          Wipe
        </button>
        <button type="button" class="small" @click=${() => (this._asking = false)}>Keep it</button>
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
          : html`<dt>Kept</dt>
              <dd class="row">
                ${
                  persisted
                    ? "The browser has promised to keep it."
                    : html`<span>The browser may delete it when it needs room.</span>
                        <button
                          type="button"
                          class="small"
                          ?disabled=${this._busy}
                          @click=${() => this.#do(askToKeep)}
                        >
                          Ask it to keep it
                        </button>`
                }
              </dd>`
      }
    </dl>`;
  }

  #renderFiles({ files, names }: DiskLook): TemplateResult {
    if (files.length === 0) return html`<p class="soft">No files yet.</p>`;
    const total = files.reduce((sum, { size }) => sum + size, 0);
    return html`<h3>${counted(files.length, "file")}, ${fileSize(total)}</h3>
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
    ? "The browser keeps it from now on."
    : "The browser did not promise it. It asks no one: sites that are used often, or installed, are kept.";
}

const concerns = ({ type }: HostEvent): boolean =>
  type === "commit" || type.startsWith("files-") || type.startsWith("disk-");

customElements.define("tabd-disk-panel", DiskPanel);

declare global {
  interface HTMLElementTagNameMap {
    "tabd-disk-panel": DiskPanel;
  }
}
