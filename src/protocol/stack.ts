/**
 * A stack without the frames of tabd itself, as workerd's own code is in none. The worker's modules
 * go by their names (`main.ts:3:5`), all else by absolute URLs. A stack that has no frame of the
 * worker's is left whole: something is wrong in tabd then, and it says where.
 *
 * @param stack as Chromium, Firefox or WebKit word it.
 */
export function stackOfWorker(stack: string): string {
  const kept: string[] = [];
  let found = false;
  // From the outermost frame inwards: what the platform does belongs to who called it.
  let ofWorker = false;
  for (const line of stack.split("\n").toReversed()) {
    if (!FRAME.test(line)) {
      kept.push(line);
      continue;
    }
    if (!PLATFORM.test(line)) {
      const place = line.slice(line.lastIndexOf(" ") + 1);
      ofWorker = !(POSITION.test(place) && ABSOLUTE.test(place));
      found ||= ofWorker;
    }
    if (ofWorker) kept.push(line);
  }
  return found ? kept.toReversed().join("\n") : stack;
}

/** `    at f (place)` or `f@place`; the place of a platform's function is none, or `[native code]`. */
const FRAME = /^\s+at \S|^[^\s@]*@(?:\S+:\d+|\[native code\]$)/;
const PLATFORM = /\((?:<anonymous>|native|index \d+)\)$|@\[native code\]$/;
/** The place is the last word: `(https://…:1:2)` or `f@https://…:1:2`. */
const ABSOLUTE = /^(?:\(|[^\s@]*@)?(?:[a-z][a-z+-]*:\/\/|blob:)/;
const POSITION = /:\d+\)?$/;
