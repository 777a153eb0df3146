import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { SourceProblem } from "../session/session.ts";
import { editorTheme } from "./editor-theme.ts";
import { LanguageSupport } from "./language-support.ts";
import { problemMarks, setProblems } from "./problem-marks.ts";

export interface CodeEditorOptions {
  readonly parent: HTMLElement;
  readonly root: ShadowRoot;
  readonly changed: (path: string, text: string) => void;
  readonly run: () => void;
  readonly format: () => void;
}

/** Marks programmatic changes, which are not reported. */
const fromOutside = Annotation.define<boolean>();

/** The editor: one view, and a state with its own undo history per file. */
export class CodeEditor {
  readonly #view: EditorView;
  readonly #options: CodeEditorOptions;
  readonly #states = new Map<string, EditorState>();
  readonly #language = new LanguageSupport(() => this.#path);
  #project = "";
  #path = "";
  #problems: readonly SourceProblem[] = [];

  constructor(options: CodeEditorOptions) {
    this.#options = options;
    this.#view = new EditorView({
      parent: options.parent,
      root: options.root,
      state: EditorState.create(),
    });
  }

  /** Shows a file. @param project identifies the project; its files' states are kept. */
  show(project: string, path: string, files: Readonly<Record<string, string>>): void {
    this.#language.files = files;
    const text = files[path] ?? "";
    if (project !== this.#project) {
      this.#states.clear();
      this.#project = project;
      this.#path = "";
    }
    if (path !== this.#path) {
      if (this.#path !== "") this.#states.set(this.#path, this.#view.state);
      this.#path = path;
      this.#view.setState(this.#states.get(path) ?? this.#newState(path, text));
      this.#view.dispatch({ effects: setProblems.of(this.#problemsHere()) });
    }
    const { doc } = this.#view.state;
    if (doc.toString() === text) return;
    this.#view.dispatch({
      changes: { from: 0, to: doc.length, insert: text },
      annotations: fromOutside.of(true),
    });
  }

  showProblems(problems: readonly SourceProblem[]): void {
    if (problems === this.#problems) return;
    this.#problems = problems;
    this.#view.dispatch({ effects: setProblems.of(this.#problemsHere()) });
  }

  /** Lines and columns from 1. */
  goTo(line: number, column = 1): void {
    const { doc } = this.#view.state;
    const { from, length } = doc.line(Math.min(Math.max(1, line), doc.lines));
    const anchor = from + Math.min(Math.max(1, column) - 1, length);
    this.#view.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: "center" }),
    });
    this.#view.focus();
  }

  focus(): void {
    this.#view.focus();
  }

  /** Formats the shown file, as one step to undo. @throws {Error} for a syntax error. */
  async format(): Promise<void> {
    const { state } = this.#view;
    const before = state.doc.toString();
    const { text, cursor } = await this.#language.format(before, state.selection.main.head);
    // The reader went on typing, or opened another file.
    if (this.#view.state.doc !== state.doc || text === before) return;
    this.#view.dispatch({
      changes: { from: 0, to: before.length, insert: text },
      selection: { anchor: cursor },
      scrollIntoView: true,
    });
  }

  /** Takes over focus, cursor and scroll position of the text field. */
  takeOver({ focused, cursor, top }: { focused: boolean; cursor: number; top: number }): void {
    const anchor = Math.min(cursor, this.#view.state.doc.length);
    if (focused) {
      this.#view.dispatch({ selection: { anchor } });
      this.#view.focus();
    }
    this.#view.scrollDOM.scrollTop = top;
  }

  #problemsHere(): readonly SourceProblem[] {
    return this.#problems.filter(({ path }) => path === this.#path);
  }

  #newState(path: string, text: string): EditorState {
    return EditorState.create({ doc: text, extensions: this.#extensions(path) });
  }

  #extensions(path: string): Extension {
    return [
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightActiveLine(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      indentOnInput(),
      indentUnit.of("  "),
      bracketMatching(),
      closeBrackets(),
      highlightSelectionMatches(),
      autocompletion({ override: [this.#language.complete] }),
      keymap.of([
        { key: "Mod-Enter", run: () => (this.#options.run(), true) },
        { key: "Shift-Alt-f", run: () => (this.#options.format(), true) },
        { key: "Tab", run: acceptCompletion },
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...lintKeymap,
        ...searchKeymap,
        ...historyKeymap,
        indentWithTab,
        ...defaultKeymap,
      ]),
      /\.[cm]?[jt]s$/.test(path)
        ? [javascript({ typescript: !path.endsWith("js") }), this.#language.extensions]
        : [],
      problemMarks,
      editorTheme,
      EditorView.contentAttributes.of({
        // It is focusable anyway; axe wants it explicit for a scrollable region.
        tabindex: "0",
        "aria-label": `Code of ${path}. Press Escape, then Tab to leave the editor.`,
      }),
      EditorView.updateListener.of((update) => {
        const outside = update.transactions.some((each) => each.annotation(fromOutside));
        if (update.docChanged && !outside) this.#options.changed(path, update.state.doc.toString());
      }),
    ];
  }
}
