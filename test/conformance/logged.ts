/**
 * What a runtime has written of errors that nobody caught, in one form for both: each once, its
 * first line, sorted.
 */

/** @param output what `workerd serve --verbose` wrote. */
export function loggedByWorkerd(output: string): string[] {
  const uncaught = Array.from(
    output.matchAll(/uncaught exception; source = (Uncaught[^;]*); (?:stack|exception) = (.*)$/gm),
    ([, source, words]) => `${source} ${words}`,
  );
  const plain = Array.from(
    output.matchAll(/^(?:Attempted to run|WARNING: Tried) .*$/gm),
    ([line]) => line,
  );
  return inOrder([...uncaught, ...plain]);
}

/** @param lines what the host reported of the console's, at the levels `warn` and `error`. */
export function loggedByTab(lines: readonly string[]): string[] {
  return inOrder(lines.map((line) => line.split("\n", 1)[0] ?? ""));
}

function inOrder(lines: readonly string[]): string[] {
  return [...new Set(lines)].toSorted();
}
