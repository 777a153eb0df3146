import { css, html, LitElement, type TemplateResult } from "lit";
import { shared } from "../style/shared.ts";

export interface Question {
  readonly title: string;
  readonly text: string;
  /** The label of the confirming button. */
  readonly agree: string;
}

/** A modal confirmation. */
class TabdDialog extends LitElement {
  static override properties = { question: { attribute: false } };

  static override styles = [
    shared,
    css`
      dialog {
        max-width: min(28rem, calc(100vw - 2rem));
        padding: var(--space-xl);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--raised);
        box-shadow: var(--shadow);
        color: var(--text);
      }

      dialog::backdrop {
        background: rgb(0 0 0 / 0.4);
      }

      h2 {
        font-size: var(--size-l);
      }

      p {
        margin: var(--space) 0 var(--space-xl);
        overflow-wrap: anywhere;
      }

      .row {
        justify-content: end;
      }
    `,
  ];

  declare question: Question;

  override render(): TemplateResult {
    const { title, text, agree } = this.question;
    return html`<dialog aria-labelledby="title" aria-describedby="text" @close=${this.#closed}>
      <h2 id="title">${title}</h2>
      <p id="text">${text}</p>
      <form class="row" method="dialog">
        <button value="no">Cancel</button>
        <button class="primary" value="yes">${agree}</button>
      </form>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  #closed(event: Event): void {
    const { returnValue } = event.currentTarget as HTMLDialogElement;
    this.dispatchEvent(new CustomEvent<boolean>("answer", { detail: returnValue === "yes" }));
    this.remove();
  }
}

customElements.define("tabd-dialog", TabdDialog);

/** The progress of work that can be canceled. */
class TabdProgress extends LitElement {
  static override properties = { label: {}, done: { type: Number } };

  static override styles = [
    TabdDialog.styles,
    css`
      progress {
        width: 100%;
      }
    `,
  ];

  declare label: string;
  declare done: number;

  override render(): TemplateResult {
    return html`<dialog
      aria-labelledby="title"
      @close=${() => this.dispatchEvent(new Event("cancel"))}
    >
      <h2 id="title">${this.label}</h2>
      <p><progress .value=${this.done} aria-labelledby="title"></progress></p>
      <form class="row" method="dialog"><button>Cancel</button></form>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }
}

customElements.define("tabd-progress", TabdProgress);

/** Work that is over sooner shows no progress, in ms. */
const PROGRESS_DELAY = 300;

/** Shows how far the work is, with a way to cancel it. @returns undefined if it was canceled. */
export async function showProgress<T>(
  label: string,
  work: (options: { signal: AbortSignal; progress: (part: number) => void }) => Promise<T>,
): Promise<T | undefined> {
  const dialog = new TabdProgress();
  dialog.label = label;
  dialog.done = 0;
  const cancel = new AbortController();
  dialog.addEventListener("cancel", () => cancel.abort());
  const timer = setTimeout(() => document.body.append(dialog), PROGRESS_DELAY);
  try {
    return await work({ signal: cancel.signal, progress: (part) => (dialog.done = part) });
  } catch (error) {
    if (cancel.signal.aborted) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    dialog.remove();
  }
}

/** Asks for confirmation. @returns whether the reader confirmed. */
export function ask(question: Question): Promise<boolean> {
  const dialog = new TabdDialog();
  dialog.question = question;
  return new Promise((resolve) => {
    dialog.addEventListener("answer", (event) => resolve((event as CustomEvent<boolean>).detail));
    document.body.append(dialog);
  });
}
