import {
  type EditorState,
  type Extension,
  RangeSet,
  StateEffect,
  StateField,
} from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import type { SourceProblem } from "../session/session.ts";

/** The problems of the shown file. */
export const setProblems = StateEffect.define<readonly SourceProblem[]>();

/** Shows problems at the end of their lines; the marks move with the text. */
const marks = StateField.define<DecorationSet>({
  create: () => RangeSet.empty,
  update(before, transaction) {
    let after = before.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setProblems)) after = marksOf(effect.value, transaction.state);
    }
    return after;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function marksOf(problems: readonly SourceProblem[], { doc }: EditorState): DecorationSet {
  const perLine = new Map(
    problems.map(({ line, message }) => [Math.min(line, doc.lines), message]),
  );
  const ranges = [...perLine]
    .toSorted(([one], [other]) => one - other)
    .map(([line, message]) =>
      Decoration.line({
        class: "cm-lineProblem",
        attributes: { "data-problem": message.split("\n", 1)[0] ?? "" },
      }).range(doc.line(Math.max(1, line)).from),
    );
  return Decoration.set(ranges);
}

export const problemMarks: Extension = marks;
