import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { digits } from "./measures.mjs";

/**
 * One table of the report: rows, and for each a number or a text in every column. `ratios`: whether each is
 * compared to the first row's. `plot`: Mermaid text.
 *
 * @typedef {{
 *   title: string,
 *   note: string,
 *   columns: readonly string[],
 *   ratios: boolean,
 *   plot?: string,
 *   rows: readonly { name: string, cells: readonly (import("./measures.mjs").Measured | string | null)[] }[],
 * }} Table
 */

const BEGIN = "<!-- bench:begin -->";
const END = "<!-- bench:end -->";

/** @param {Table} table */
export function toMarkdown({ title, note, columns, rows, ratios, plot }) {
  const cell = (
    /** @type {import("./measures.mjs").Measured | string | null} */ one,
    bare = NaN,
  ) => {
    if (one === null) return "-";
    if (typeof one === "string") return one;
    const ratio = one.value / bare;
    const times = Number.isFinite(ratio) ? `, ${digits(ratio)} ×` : "";
    return `${digits(one.value)} (${digits(one.low)}-${digits(one.high)}${times})`;
  };
  const [first] = rows;
  const lines = rows.map(({ name, cells }) => {
    const texts = cells.map((one, column) =>
      cell(one, ratios ? valueOf(first?.cells[column]) : undefined),
    );
    return `| ${[name, ...texts].join(" | ")} |`;
  });
  return [
    `### ${title}`,
    "",
    note,
    "",
    `| | ${columns.join(" | ")} |`,
    `| --- |${" ---: |".repeat(columns.length)}`,
    ...lines,
    "",
    ...(plot === undefined ? [] : ["```mermaid", plot, "```", ""]),
  ].join("\n");
}

/** @param {import("./measures.mjs").Measured | string | null | undefined} cell */
function valueOf(cell) {
  return typeof cell === "object" ? cell?.value : undefined;
}

/**
 * Writes the tables between the markers of a file.
 *
 * @param {readonly Table[]} tables
 * @param {string} machine the machine of the measurement
 * @param {string} path of the Markdown file
 */
export function writeReport(tables, machine, path) {
  const text = [machine, "", ...tables.map(toMarkdown)].join("\n");
  const page = readFileSync(path, "utf8");
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new Error(`Cannot write the results: ${path} has no ${BEGIN} followed by ${END}.`);
  }
  writeFileSync(path, `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n${page.slice(end)}`);
  // The tables as the formatter wants them: `npm test` checks every page.
  const oxfmt = fileURLToPath(new URL("../../node_modules/.bin/oxfmt", import.meta.url));
  execFileSync(oxfmt, [path], { stdio: "ignore" });
  console.log(`Written to ${path}.`);
}
