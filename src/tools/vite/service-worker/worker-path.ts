/**
 * The path as the worker has it, without the site's base; undefined if no route matches. A front end
 * under a base may still ask for `/api`.
 */
export function workerPath(
  pathname: string,
  base: string,
  routes: readonly RegExp[],
): string | undefined {
  const inside = pathname.startsWith(base) ? `/${pathname.slice(base.length)}` : pathname;
  return [inside, pathname].find((path) => routes.some((route) => route.test(path)));
}
