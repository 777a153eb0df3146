import { AxeBuilder } from "@axe-core/playwright";
import { expect, type PlaygroundPage, test } from "./playground-page.ts";

/** The views: the first one, and each panel with something in it. */
const views = ["first", "Console", "Request", "Objects", "Storage", "Disk"] as const;

async function fill(playground: PlaygroundPage): Promise<void> {
  await playground.open();
  await playground.choose("Retries");
  await playground.send("Buy", "done");
  await playground.nextAlarm();
  await expect(playground.card).toContainText("try 2");
  await playground.send("Buy, failing too often", "done");
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test("every view is accessible by axe's rules, wide and narrow, and is kept as a picture", async ({
      playground,
    }, info) => {
      const { page } = playground;
      await fill(playground);
      for (const view of views) {
        if (view !== "first") await playground.panel(view);
        for (const width of [1400, 800, 360]) {
          await page.setViewportSize({ width, height: width === 1400 ? 900 : 1000 });
          await expect(page.getByRole("tabpanel").last()).not.toContainText("Loading…");
          // Pictures and reports stay in test-results/ until the next run.
          const path = info.outputPath(`${view.toLowerCase()}-${colorScheme}-${width}.png`);
          await page.screenshot({ path, fullPage: width < 1400 });
          if (width === 800) continue;
          const { violations } = await new AxeBuilder({ page }).analyze();
          const found = violations.map(({ id, nodes }) => ({
            id,
            parts: nodes.map(({ html }) => html),
          }));
          expect.soft(found, `${view} at ${width} px`).toEqual([]);
        }
      }
      await page.setViewportSize({ width: 1400, height: 900 });
      await page.getByRole("button", { name: /^Project:/ }).click();
      await page.screenshot({ path: info.outputPath(`menu-${colorScheme}.png`) });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
    });
  });
}
