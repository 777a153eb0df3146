import { expect, test } from "@playwright/test";

test.beforeEach(async ({ page }) => {
  await page.goto("");
  await expect(page.getByText("The host runs")).toBeVisible();
});

test("an alarm set by keyboard is delivered after a reload, and the events say so", async ({
  page,
}) => {
  await page.getByLabel("Text").fill("Sleep well");
  await page.getByRole("textbox", { name: "Object" }).fill("bed");
  await page.getByLabel("Amount").fill("2");
  await page.getByLabel("Unit").selectOption("seconds");
  await page.getByLabel("Unit").press("Tab");
  await page.keyboard.press("Enter");
  const alarms = page.getByRole("region", { name: "Pending alarms" });
  await expect(alarms.getByRole("row", { name: "bed" })).toBeVisible();
  await page.getByRole("button", { name: "Reload page" }).click();
  await expect(page.getByText("bed: Sleep well (alarm number 1)")).toBeVisible();
  await expect(page.getByText("Alarm delivered to bed")).toBeVisible();
  await expect(alarms.getByText("None.")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Alarm delivered to bed")).toBeVisible();
});

test("a killed host comes back with its alarm; an alarm can be canceled", async ({ page }) => {
  await page.getByRole("button", { name: "In 30 s" }).click();
  const row = page.getByRole("row", { name: "tea" });
  await expect(row).toBeVisible();
  await page.getByRole("button", { name: "Kill host" }).click();
  await expect(page.getByText("The host is dead")).toBeVisible();
  await page.getByRole("button", { name: "Start host" }).click();
  await expect(page.getByText("The host runs")).toBeVisible();
  await expect(row).toBeVisible();
  await page.getByRole("button", { name: "Cancel tea" }).click();
  await expect(row).toBeHidden();
});

test("the files of the disk are there, with their sizes", async ({ page }) => {
  await page.getByRole("button", { name: "In 30 s" }).click();
  const files = page.getByRole("region", { name: "Files on the disk" });
  await expect(
    files.getByRole("row", { name: /reminders\/metadata\.sqlite .* KiB/ }),
  ).toBeVisible();
  await expect(files.getByRole("row", { name: /[0-9a-f]{64}\.sqlite .* KiB/ })).toBeVisible();
});

for (const width of [360, 768, 1280]) {
  test(`nothing is cut off or moves at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    const tops = (): Promise<number[]> =>
      page.evaluate(() =>
        Array.from(document.querySelectorAll("section"), (panel) => panel.offsetTop),
      );
    const before = await tops();
    await page.getByRole("button", { name: "In 5 s" }).click();
    await expect(page.getByText("Alarm delivered to tea")).toBeVisible();
    expect(await tops()).toEqual(before);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
