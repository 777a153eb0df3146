/**
 * A runtime's log of uncaught errors, in one form for both runtimes: the first line of each,
 * unique and sorted.
 */

/** @param output of `workerd serve --verbose`. */
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

/** @param lines of the console that the host reported at the levels `warn` and `error`. */
export function loggedByTab(lines: readonly string[]): string[] {
  return inOrder(lines.map((line) => line.split("\n", 1)[0] ?? ""));
}

function inOrder(lines: readonly string[]): string[] {
  return [...new Set(lines)].toSorted();
}
