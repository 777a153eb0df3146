import { expect, test } from "@playwright/test";

test("on the first visit an alarm counts down, and a reload does not stop it", async ({ page }) => {
  await page.goto("");
  await expect(page.getByText("Running", { exact: true })).toBeVisible();
  const card = page.getByRole("region", { name: "Next alarm" });
  await expect(card.getByText(/^tea, at /)).toBeVisible();
  await card.getByRole("button", { name: "Remind in 5 s" }).click();
  await card.getByRole("button", { name: "Reload page" }).click();
  await expect(card.getByText(/^tea, at /)).toBeVisible();
  await expect(card.getByText("No alarm is pending.")).toBeVisible();
});
