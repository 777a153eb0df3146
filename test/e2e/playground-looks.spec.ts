import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { Project } from "../../demo/session/project.ts";
import { linkOf } from "../../demo/share/share-link.ts";
import { expect, type PlaygroundPage, test } from "./playground-page.ts";

/** The first view, and each panel with content. */
const views = ["first", "Console", "Request", "Objects", "Storage", "Disk"] as const;

async function fill(playground: PlaygroundPage): Promise<void> {
  await playground.open();
  await playground.choose("Retries");
  await playground.send("Buy", "done");
  await playground.nextAlarm();
  await expect(playground.card).toContainText("try 2");
  await playground.send("Buy, with too many failures", "done");
}

/** The rules that axe finds violated, with the elements. */
async function violations(page: Page): Promise<readonly object[]> {
  const found = (await new AxeBuilder({ page }).analyze()).violations;
  return found.map(({ id, nodes }) => ({ id, parts: nodes.map(({ html }) => html) }));
}

/** An object with nested facets. */
const nests: Project = {
  name: "nests",
  files: {
    "index.ts": `
import { DurableObject } from "cloudflare:workers";

class Egg extends DurableObject {
  async lay(below: string[], key: string): Promise<void> {
    const [name, ...further] = below;
    if (name === undefined) return this.ctx.storage.put(key, { laid: new Date() });
    await this.ctx.facets.get(name, () => ({ class: this.ctx.exports.Egg })).lay(further, key);
  }
}
export { Egg };

export class Nest extends DurableObject {
  async fetch() {
    for (const way of [["blue"], ["speckled"], ["speckled", "inner"], ["speckled", "inner", "yolk"]]) {
      const [name, ...below] = way;
      const egg = this.ctx.facets.get(name, () => ({ class: this.ctx.exports.Egg }));
      await egg.lay(below, "in " + way.join(" "));
    }
    return new Response("laid");
  }
}

export default {
  fetch: (request: Request, env: Env) => env.NEST.getByName("the oak").fetch(request),
};
`,
  },
  config: {
    main: "index.ts",
    compatibilityDate: "2026-11-17",
    namespaces: [{ className: "Nest", binding: "NEST" }],
  },
  requests: [{ kind: "http", title: "Lay", method: "GET", url: "http://localhost/" }],
  disk: "nests",
};

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test("axe finds nothing in any view, wide and narrow", async ({ playground }, info) => {
      const { page } = playground;
      await fill(playground);
      for (const view of views) {
        if (view !== "first") await playground.panel(view);
        for (const width of [1400, 800, 360]) {
          await page.setViewportSize({ width, height: width === 1400 ? 900 : 1000 });
          await expect(page.getByRole("tabpanel").last()).not.toContainText("Loading…");
          // Screenshots stay in test-results/ until the next run.
          const path = info.outputPath(`${view.toLowerCase()}-${colorScheme}-${width}.png`);
          await page.screenshot({ path, fullPage: width < 1400 });
          if (width === 800) continue;
          expect.soft(await violations(page), `${view} at ${width} px`).toEqual([]);
        }
      }
      await page.setViewportSize({ width: 1400, height: 900 });
      await page.getByRole("button", { name: /^Project:/ }).click();
      await page.screenshot({ path: info.outputPath(`menu-${colorScheme}.png`) });
      expect(await violations(page)).toEqual([]);
    });

    test("axe finds nothing in the facets of an object, wide and narrow", async ({
      playground,
    }, info) => {
      const { page } = playground;
      await playground.open(new URL(await linkOf(nests, "http://localhost/")).hash);
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await playground.running();
      await playground.send("Lay", "200 laid");
      await playground.panel("Objects");
      await page.getByRole("button", { name: /^facet speckled › inner (idle|cold)/ }).click();
      await expect(page.getByText("the oak › speckled › inner", { exact: true })).toBeVisible();
      for (const view of ["Objects", "Storage"] as const) {
        await playground.panel(view);
        if (view === "Storage") await expect(page.getByText("in speckled inner")).toBeVisible();
        for (const width of [1400, 360]) {
          await page.setViewportSize({ width, height: 1000 });
          const path = info.outputPath(`facets-${view.toLowerCase()}-${colorScheme}-${width}.png`);
          await page.screenshot({ path, fullPage: width < 1400 });
          expect.soft(await violations(page), `${view} at ${width} px`).toEqual([]);
        }
      }
    });
  });
}
