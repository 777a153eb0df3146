import { expect, test } from "./playground-page.ts";

test("drafts, filters and zoom survive other tabs and a reload", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await expect(playground.card).toContainText("tea, at");

  await playground.panel("Console");
  await page.getByRole("searchbox", { name: "Filter lines" }).fill("te");
  await playground.panel("Storage");
  await page.getByRole("button", { name: "Edit text", exact: true }).click();
  const value = page.getByRole("textbox", { name: /^Value/ });
  await value.fill('"The tea is rea');
  await playground.panel("Request");
  await page.getByLabel("Arguments, as JavaScript literals").fill('"Half');
  await playground.panel("Storage");
  await expect(value).toHaveValue('"The tea is rea');
  await page.getByRole("tab", { name: "SQL", exact: true }).click();
  await page.getByRole("textbox", { name: "Statement" }).fill("SELECT 1 FRO");

  // The view of the timeline, moved away from the present.
  const follow = page.getByRole("button", { name: "Follow now" });
  await playground.timeline.getByRole("option").first().focus();
  await page.getByRole("button", { name: "Fit" }).click();
  await expect(follow).toHaveAttribute("aria-pressed", "false");

  await playground.reload();
  await expect(follow).toHaveAttribute("aria-pressed", "false");
  await expect(page.getByRole("textbox", { name: "Statement" })).toHaveValue("SELECT 1 FRO");
  await page.getByRole("tab", { name: "Keys", exact: true }).click();
  await expect(value).toHaveValue('"The tea is rea');
  await playground.panel("Request");
  await expect(page.getByLabel("Arguments, as JavaScript literals")).toHaveValue('"Half');
  await playground.panel("Console");
  await expect(page.getByRole("searchbox", { name: "Filter lines" })).toHaveValue("te");
});
