import { css, html, LitElement, type TemplateResult } from "lit";
import { shared } from "../style/shared.ts";

export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button says that agrees. */
  readonly agree: string;
}

/** A question that must be answered before anything is overwritten. */
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

/** Asks the reader. @returns whether they agree. */
export function ask(question: Question): Promise<boolean> {
  const dialog = new TabdDialog();
  dialog.question = question;
  return new Promise((resolve) => {
    dialog.addEventListener("answer", (event) => resolve((event as CustomEvent<boolean>).detail));
    document.body.append(dialog);
  });
}
