import { html, type TemplateResult } from "lit";
import type { SqlResultValue } from "tabd";
import "../values/tabd-value.ts";

/** Longer texts are collapsed. */
const LONG = 120;

/** SQL rows as a scrollable table. */
export function resultTable(
  label: string,
  columns: readonly string[],
  rows: readonly (readonly SqlResultValue[])[],
): TemplateResult {
  return html`<div class="scroll result" role="region" aria-label=${label} tabindex="0">
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((value, index) => cell(columns[index] ?? "", value))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function cell(column: string, value: SqlResultValue): TemplateResult {
  if (value === null) return html`<td class="soft">NULL</td>`;
  if (typeof value === "number") return html`<td class="number">${value}</td>`;
  if (typeof value === "string" && value.length <= LONG)
    return html`<td class="text">${value}</td>`;
  return html`<td><tabd-value closed nameless label=${column} .value=${value}></tabd-value></td>`;
}
