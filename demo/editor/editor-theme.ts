import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Colours are custom properties, so one theme serves light and dark. */
const look = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--mono)",
    fontSize: "var(--size-s)",
    lineHeight: "1.5",
    overflow: "auto",
  },
  ".cm-content": { padding: "0.5rem 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 0.5rem 0 0.375rem" },
  ".cm-gutters": {
    minWidth: "3rem",
    justifyContent: "end",
    color: "var(--soft)",
    backgroundColor: "var(--panel)",
    border: "0",
  },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2rem", padding: "0 0.375rem 0 0" },
  ".cm-gutter-lint": { width: "0.875rem" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0.25em 0 0 0.125rem" },
  ".cm-lint-marker": { width: "0.7em", height: "0.7em" },
  ".cm-activeLine": { backgroundColor: "color-mix(in oklab, var(--hover) 45%, transparent)" },
  ".cm-activeLineGutter": { color: "var(--text)", backgroundColor: "transparent" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { background: "var(--selected)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--field-line)",
  },
  ".cm-tooltip": {
    color: "var(--text)",
    backgroundColor: "var(--raised)",
    border: "1px solid var(--line)",
    borderRadius: "var(--radius-s)",
    boxShadow: "var(--shadow)",
    fontSize: "var(--size-s)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "14rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.125rem 0.5rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    color: "var(--text)",
    background: "var(--selected)",
  },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal" },
  ".cm-completionInfo": { padding: "0.5rem 0.75rem", maxWidth: "26rem" },
  ".cm-hover": {
    padding: "0.5rem 0.75rem",
    maxWidth: "34rem",
    maxHeight: "16rem",
    overflow: "auto",
  },
  ".cm-hover code": { fontFamily: "var(--mono)", whiteSpace: "pre-wrap" },
  ".cm-hover p": { margin: "0.375rem 0 0", color: "var(--soft)" },
  ".cm-diagnostic": { padding: "0.375rem 0.75rem", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warn)" },
  ".cm-lineProblem": { backgroundColor: "var(--bad-ground)" },
  ".cm-lineProblem::after": {
    content: "attr(data-problem)",
    marginLeft: "1.5rem",
    color: "var(--bad)",
    fontFamily: "var(--sans)",
    fontStyle: "italic",
  },
  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--sunken)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-textfield": {
    color: "var(--text)",
    backgroundColor: "var(--panel)",
    border: "1px solid var(--field-line)",
  },
  ".cm-button": {
    color: "var(--text)",
    backgroundImage: "none",
    backgroundColor: "var(--panel)",
    border: "1px solid var(--field-line)",
    borderRadius: "var(--radius-s)",
  },
  ".cm-searchMatch": { backgroundColor: "var(--warn-ground)", outline: "1px solid var(--warn)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-number)" },
  { tag: [tags.typeName, tags.className, tags.namespace], color: "var(--code-type)" },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
    color: "var(--code-function)",
  },
  { tag: [tags.lineComment, tags.blockComment], color: "var(--soft)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

export const editorTheme: Extension = [look, syntaxHighlighting(colours)];
