/**
 * The expression of a route: a path in which `*` stands for any characters. A path without `*` is
 * exact. wrangler's `run_worker_first` has the same form.
 */
export function routePattern(route: string): string {
  const escaped = route.replaceAll(/[\\^$+?.()|[\]{}]/g, String.raw`\$&`);
  return `^${escaped.replaceAll("*", ".*")}$`;
}
