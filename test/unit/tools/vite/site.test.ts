import { describe, expect, test } from "vitest";
import { gateScripts } from "../../../../src/tools/vite/gate-scripts.ts";
import { routePattern } from "../../../../src/tools/vite/route-pattern.ts";
import { workerPath } from "../../../../src/tools/vite/service-worker/worker-path.ts";

describe("routes", () => {
  test.each([
    ["/api/*", "/", "/api/tea", "/api/tea"],
    ["/api/*", "/", "/api", undefined],
    ["/api/*", "/", "/src/api/tea", undefined],
    ["/api", "/", "/api", "/api"],
    ["/api", "/", "/api/tea", undefined],
    ["/a.b", "/", "/a+b", undefined],
    ["*/socket", "/", "/rooms/1/socket", "/rooms/1/socket"],
    ["/api/*", "/sub/", "/sub/api/tea", "/api/tea"],
    ["/api/*", "/sub/", "/api/tea", "/api/tea"],
    ["/api/*", "/sub/", "/sub/page", undefined],
  ])("%s on a site at %s: %s is the worker's %s", (route, base, pathname, path) => {
    expect(workerPath(pathname, base, [new RegExp(routePattern(route))])).toBe(path);
  });
});

describe("the module scripts of a page wait", () => {
  const wait = `import { ready } from "virtual:tabd/gate"; await ready;\n`;

  test.each([
    [
      `<script type="module" src="/a.ts" async></script>`,
      `<script type="module" async>${wait}await import("/a.ts");</script>`,
    ],
    [`<script type=module>go();</script>`, `<script type=module>${wait}go();</script>`],
    [`<script src="a.js"></script>`, `<script src="a.js"></script>`],
    [`<script type="importmap">{}</script>`, `<script type="importmap">{}</script>`],
  ])("%s", (html, gated) => {
    expect(gateScripts(html)).toBe(gated);
  });
});
