import { html, type TemplateResult } from "lit";
import { tabOfKey } from "../shell/tab-keys.ts";

export interface TabListOptions<Id extends string> {
  /** The name of the tab list. */
  readonly label: string;
  readonly tabs: readonly (readonly [id: Id, title: string])[];
  readonly selected: Id;
  readonly select: (id: Id) => void;
}

/**
 * Tabs within a panel, with arrow keys, Home and End. Each tab has the id `tab-<id>`; their panel must
 * have the id `view`.
 */
export function tabList<Id extends string>(options: TabListOptions<Id>): TemplateResult {
  const { label, tabs, selected, select } = options;
  const onKey = (event: KeyboardEvent): void => {
    const index = tabs.findIndex(([id]) => id === selected);
    const target = tabOfKey(event.key, index, tabs.length);
    const tab = target === undefined ? undefined : tabs[target];
    if (tab === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    select(tab[0]);
    const list = event.currentTarget as HTMLElement;
    list.querySelector<HTMLElement>(`#tab-${tab[0]}`)?.focus();
  };
  return html`<div class="segments" role="tablist" aria-label=${label} @keydown=${onKey}>
    ${tabs.map(
      ([id, title]) =>
        html`<button
          type="button"
          role="tab"
          id=${`tab-${id}`}
          class="small"
          aria-selected=${id === selected}
          aria-controls="view"
          tabindex=${id === selected ? 0 : -1}
          @click=${() => select(id)}
        >
          ${title}
        </button>`,
    )}
  </div>`;
}
