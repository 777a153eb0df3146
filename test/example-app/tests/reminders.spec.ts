import { expect, test } from "tabd/playwright";

const DAY = 24 * 60 * 60 * 1000;

test.use({ tabdOptions: { clock: "2026-11-17T12:00:00Z" } });

test.beforeEach(async ({ page, tabd }) => {
  await page.goto("/");
  await tabd.attach(page);
  await page.getByLabel("Remind me of").fill("Drink the tea");
  await page.getByRole("combobox").selectOption("thirty days");
  await page.getByRole("button", { name: "Add" }).click();
  await expect(page.getByRole("listitem")).toHaveText(/Drink the tea/);
});

test("a reminder survives a reload", async ({ page, tabd }) => {
  await tabd.reload();
  await expect(page.getByRole("status")).toHaveText("1 to come, 0 delivered");
  await expect(tabd.object("REMINDERS", "mine")).toHaveAlarm("2026-12-17T12:00:00Z");
});

test("it arrives after thirty days, once", async ({ page, tabd }) => {
  await tabd.clock.advance(29 * DAY);
  await expect(page.getByRole("status")).toHaveText("1 to come, 0 delivered");
  await tabd.clock.advance(DAY);
  await expect(page.getByRole("listitem")).toHaveText(/delivered/);
  await tabd.reload();
  await expect(tabd.object("REMINDERS", "mine")).toHaveFired(1);
});

test("an overdue reminder arrives when the tab is opened again", async ({ tabd }) => {
  await tabd.closeTab();
  await tabd.clock.advance(60 * DAY);
  const page = await tabd.newTab();
  await expect(page.getByRole("status")).toHaveText("0 to come, 1 delivered");
});

test("a crash of the page loses nothing", async ({ tabd }) => {
  const page = await tabd.crashPage();
  await expect(page.getByRole("status")).toHaveText("1 to come, 0 delivered");
});

test("a crash of the host loses nothing", async ({ tabd }) => {
  await tabd.crash();
  await tabd.reload();
  await expect(tabd.object("REMINDERS", "mine")).toHaveAlarm({ within: 30 * DAY });
});

test("a failed delivery is tried again", async ({ page, tabd }) => {
  const mine = tabd.object("REMINDERS", "mine");
  await mine.failNextAlarm("out of paper");
  await tabd.clock.runUntilIdle();
  await expect(mine).toHaveFailed(1);
  await expect(mine).toHaveFired(2);
  await expect(page.getByRole("listitem")).toHaveText(/delivered/);
});

test.describe("in a browser with a profile", () => {
  test.use({ tabdOptions: { clock: "2026-11-17T12:00:00Z", persistent: true } });

  test("a killed browser loses nothing", async ({ tabd }) => {
    const page = await tabd.killBrowser();
    await expect(page.getByRole("status")).toHaveText("1 to come, 0 delivered");
  });
});
