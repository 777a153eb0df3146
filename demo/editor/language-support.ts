import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { type Diagnostic, linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import { LanguageClient } from "./language-client.ts";

/** TypeScript's kinds → CodeMirror's, which select the icon. */
const kinds: Readonly<Record<string, string>> = {
  class: "class",
  const: "constant",
  function: "function",
  getter: "property",
  interface: "interface",
  keyword: "keyword",
  let: "variable",
  "local class": "class",
  "local function": "function",
  method: "method",
  module: "namespace",
  parameter: "variable",
  property: "property",
  type: "type",
  var: "variable",
};

/** Completion, hover and type errors from the language service. */
export class LanguageSupport {
  files: Readonly<Record<string, string>> = {};
  readonly extensions: Extension;
  readonly #client = new LanguageClient();
  readonly #path: () => string;

  /** @param path the shown file. */
  constructor(path: () => string) {
    this.#path = path;
    this.extensions = [
      linter(() => this.#diagnostics(), {
        delay: 600,
        needsRefresh: (update) => update.focusChanged && update.view.hasFocus,
      }),
      hoverTooltip(async (view, position) => {
        const info = await this.#ask("hover", view.state.doc.toString(), position);
        if (info === undefined) return null;
        const dom = document.createElement("div");
        dom.className = "cm-hover";
        dom.append(Object.assign(document.createElement("code"), { textContent: info.signature }));
        if (info.documentation !== "") {
          dom.append(
            Object.assign(document.createElement("p"), { textContent: info.documentation }),
          );
        }
        return { pos: info.from, end: info.to, above: true, create: () => ({ dom }) };
      }),
    ];
  }

  /** Formats a text. @throws {Error} for a text with a syntax error. */
  async format(text: string, cursor: number): Promise<{ text: string; cursor: number }> {
    const path = this.#path();
    const answer = await this.#client.ask("format", { path, text, cursor });
    if (answer === undefined) throw new Error("The formatter could not be loaded.");
    if ("problem" in answer) throw new Error(`${path} cannot be formatted. ${answer.problem}`);
    return answer;
  }

  /** A source of completions for CodeMirror. */
  readonly complete = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const word = context.matchBefore(/[\w$]*/);
    const before = context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos);
    if (word === null || (word.from === word.to && before !== "." && !context.explicit))
      return null;
    const text = context.state.doc.toString();
    const found = await this.#ask("complete", text, context.pos);
    if (found === undefined || found.length === 0) return null;
    const path = this.#path();
    return {
      from: word.from,
      validFor: /^[\w$]*$/,
      options: found.map(({ name, kind, boost }): Completion => ({
        label: name,
        boost,
        type: kinds[kind] ?? "text",
        info: async () => this.#details(path, context.pos, name),
      })),
    };
  };

  async #details(path: string, position: number, name: string): Promise<Node | null> {
    const info = await this.#client.ask("details", { path, position, name });
    if (info === undefined) return null;
    const dom = document.createElement("div");
    dom.append(Object.assign(document.createElement("code"), { textContent: info.signature }));
    dom.append(Object.assign(document.createElement("p"), { textContent: info.documentation }));
    return dom;
  }

  async #diagnostics(): Promise<Diagnostic[]> {
    const path = this.#path();
    const found = await this.#client.ask("check", { path, files: this.files });
    return (found ?? []).map(({ from, to, message, isError }) => ({
      from,
      to,
      message,
      // Type errors do not keep code from running.
      severity: isError ? "warning" : "info",
    }));
  }

  #ask<Question extends "hover" | "complete">(question: Question, text: string, position: number) {
    const path = this.#path();
    return this.#client.ask(question, { path, position, files: { ...this.files, [path]: text } });
  }
}
