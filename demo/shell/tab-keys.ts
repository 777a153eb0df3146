/**
 * Which tab a key leads to, from the one at `at` of `count`, round and round; undefined for a key
 * that leads to none.
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
