/**
 * The tab that a key moves to from the tab `at` of `count`, cyclic; undefined for other keys.
 */
export function tabOfKey(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
      return (at + 1) % count;
    case "ArrowLeft":
      return (at + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
