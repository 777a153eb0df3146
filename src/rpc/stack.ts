/**
 * A stack without tabd's frames, like workerd's, which has none of its own code. Frames of the
 * worker's modules have the module's name (`main.ts:3:5`), all others an absolute URL. A stack
 * without a frame of the worker stays whole: it shows an error inside tabd.
 *
 * @param stack the format of Chromium, Firefox or WebKit.
 */
export function stackOfWorker(stack: string): string {
  const kept: string[] = [];
  let found = false;
  // From the outermost frame inwards: a platform frame belongs to its caller.
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

/** `    at f (place)` or `f@place`. A function of the platform has no place, or `[native code]`. */
const FRAME = /^\s+at \S|^[^\s@]*@(?:\S+:\d+|\[native code\]$)/;
const PLATFORM = /\((?:<anonymous>|native|index \d+)\)$|@\[native code\]$/;
/** The place is the last word: `(https://…:1:2)` or `f@https://…:1:2`. */
const ABSOLUTE = /^(?:\(|[^\s@]*@)?(?:[a-z][a-z+-]*:\/\/|blob:)/;
const POSITION = /:\d+\)?$/;
