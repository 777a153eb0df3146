import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { shared } from "../style/shared.ts";

export interface MenuItem {
  readonly label: string;
  /** A second line. */
  readonly detail?: string | undefined;
  /** For a choice: whether it is the current one. */
  readonly checked?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly run: () => void;
}

/** Minimum distance of an open menu from the window's edges, in px. */
const EDGE = 8;

/** Starts a group with a heading. */
export interface MenuHeading {
  readonly heading: string;
}

/** A button that opens a menu, with arrow keys, Home, End, Escape and first letters. */
export class TabdMenu extends LitElement {
  static override properties = {
    items: { attribute: false },
    label: {},
    value: {},
    open: { state: true },
    side: {},
    quiet: { type: Boolean },
  };

  static override styles = [
    shared,
    css`
      :host {
        position: relative;
        display: inline-block;
        min-width: 0;
      }

      button.opener {
        max-width: 100%;
      }

      .opener span {
        overflow: hidden;
        text-overflow: ellipsis;
      }

      .opener::after {
        width: 0.4em;
        height: 0.4em;
        flex: none;
        border-right: 1.5px solid currentColor;
        border-bottom: 1.5px solid currentColor;
        margin-top: -0.2em;
        content: "";
        rotate: 45deg;
      }

      [role="menu"] {
        position: absolute;
        z-index: 20;
        top: calc(100% + 0.25rem);
        left: 0;
        overflow: auto;
        width: max-content;
        max-width: min(24rem, calc(100vw - 1.5rem));
        max-height: min(34rem, calc(100dvh - 7rem));
        padding: var(--space-s);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--raised);
        box-shadow: var(--shadow);
      }

      :host([side="end"]) [role="menu"] {
        right: 0;
        left: auto;
      }

      [role="group"] + [role="group"] {
        padding-top: var(--space-s);
        border-top: 1px solid var(--line);
        margin-top: var(--space-s);
      }

      .heading {
        padding: 0.25rem 0.625rem;
        color: var(--soft);
        font-size: var(--size-s);
      }

      [role^="menuitem"] {
        display: grid;
        width: 100%;
        min-height: 2.25rem;
        align-content: center;
        justify-content: stretch;
        padding: 0.375rem 0.625rem 0.375rem 1.625rem;
        border: 0;
        background: transparent;
        font-weight: 400;
        gap: 0;
        text-align: left;
        white-space: normal;
      }

      [role^="menuitem"]:focus-visible {
        outline-offset: -2px;
      }

      [aria-checked="true"]::before {
        position: absolute;
        align-self: start;
        width: 0.375rem;
        height: 0.375rem;
        border-radius: 50%;
        margin: 0 0 0 -0.875rem;
        translate: 0 0.5rem;
        background: var(--accent);
        content: "";
      }

      small {
        color: var(--soft);
        font-size: var(--size-s);
      }
    `,
  ];

  declare items: readonly (MenuItem | MenuHeading)[];
  declare label: string;
  /** The current choice, shown on the button. */
  declare value: string;
  declare open: boolean;
  declare side: string;
  declare quiet: boolean;

  constructor() {
    super();
    this.items = [];
    this.label = "";
    this.value = "";
    this.open = false;
    this.side = "start";
    this.quiet = false;
  }

  readonly #pressedElsewhere = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.open = false;
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("pointerdown", this.#pressedElsewhere);
  }

  override render(): TemplateResult {
    return html`
      <button
        class="opener ${this.quiet ? "quiet" : ""}"
        type="button"
        aria-haspopup="menu"
        aria-expanded=${this.open}
        @click=${() => void this.#toggle()}
        @keydown=${this.#openerKey}
      >
        ${
          this.value === ""
            ? html`<span>${this.label}</span>`
            : html`<span><span class="hidden">${this.label}: </span>${this.value}</span>`
        }
      </button>
      ${this.open ? this.#menu() : nothing}
    `;
  }

  #menu(): TemplateResult {
    return html`
      <div
        role="menu"
        aria-label=${this.label}
        @keydown=${this.#menuKey}
        @focusout=${this.#focusOut}
      >
        ${groupsOf(this.items).map(
          ({ heading, items }) => html`
            <div role="group" aria-label=${heading ?? nothing}>
              ${
                heading === undefined
                  ? nothing
                  : html`<div class="heading" aria-hidden="true">${heading}</div>`
              }
              ${items.map((item) => this.#item(item))}
            </div>
          `,
        )}
      </div>
    `;
  }

  #item(item: MenuItem): TemplateResult {
    return html`
      <button
        type="button"
        role=${item.checked === undefined ? "menuitem" : "menuitemradio"}
        aria-checked=${item.checked ?? nothing}
        tabindex="-1"
        ?disabled=${item.disabled}
        @click=${() => this.#choose(item)}
      >
        ${item.label} ${item.detail === undefined ? nothing : html`<small>${item.detail}</small>`}
      </button>
    `;
  }

  #choose(item: MenuItem): void {
    this.#close();
    item.run();
  }

  async #toggle(): Promise<void> {
    if (this.open) return this.#close();
    this.open = true;
    addEventListener("pointerdown", this.#pressedElsewhere);
    await this.updateComplete;
    this.#keepInWindow();
    const checked = this.renderRoot.querySelector<HTMLElement>("[aria-checked=true]");
    (checked ?? this.#buttons()[0])?.focus();
  }

  #keepInWindow(): void {
    const menu = this.renderRoot.querySelector<HTMLElement>("[role=menu]");
    if (menu === null) return;
    const { left, right } = menu.getBoundingClientRect();
    const tooFarRight = Math.max(0, right - (document.documentElement.clientWidth - EDGE));
    const tooFarLeft = Math.max(0, EDGE - left);
    menu.style.translate = `${tooFarLeft - tooFarRight}px`;
  }

  #close(): void {
    this.open = false;
    removeEventListener("pointerdown", this.#pressedElsewhere);
    this.renderRoot.querySelector<HTMLElement>(".opener")?.focus();
  }

  #buttons(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>("[role^=menuitem]:enabled")];
  }

  #openerKey(event: KeyboardEvent): void {
    if (this.open || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    void this.#toggle();
  }

  #menuKey(event: KeyboardEvent): void {
    const buttons = this.#buttons();
    const at = buttons.findIndex((button) => button.matches(":focus"));
    const go = (index: number): void => {
      event.preventDefault();
      buttons.at(index % buttons.length)?.focus();
    };
    if (event.key === "ArrowDown") go(at + 1);
    else if (event.key === "ArrowUp") go(at - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(-1);
    else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      this.#close();
    } else if (event.key.length === 1 && event.key !== " ") {
      const letter = event.key.toLowerCase();
      const order = [...buttons.slice(at + 1), ...buttons.slice(0, at + 1)];
      order.find((button) => button.innerText.trim().toLowerCase().startsWith(letter))?.focus();
    }
  }

  #focusOut(event: FocusEvent): void {
    const to = event.relatedTarget;
    if (to instanceof Node && !this.renderRoot.contains(to)) this.open = false;
  }
}

interface MenuGroup {
  readonly heading: string | undefined;
  readonly items: MenuItem[];
}

function groupsOf(items: readonly (MenuItem | MenuHeading)[]): MenuGroup[] {
  const groups: MenuGroup[] = [];
  for (const item of items) {
    if ("heading" in item) {
      groups.push({ heading: item.heading, items: [] });
      continue;
    }
    const group = groups.at(-1);
    if (group === undefined) groups.push({ heading: undefined, items: [item] });
    else group.items.push(item);
  }
  return groups;
}

customElements.define("tabd-menu", TabdMenu);
