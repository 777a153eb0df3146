import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { ObjectsPanel } from "../../demo/panels/objects-panel.ts";
import { roomOf, serverOf, showPanel, startSession } from "./panels/show-panel.ts";

const day = 24 * 60 * 60 * 1000;

test("objects are listed with their state and their next alarm, as they come", async () => {
  const session = await startSession();
  showPanel(new ObjectsPanel(), session);
  await expect.element(page.getByText("No object yet")).toBeVisible();

  await roomOf(session, "lobby").remind(day);
  const lobby = page.getByRole("button", { name: /lobby/ });
  await expect.element(lobby).toHaveTextContent(/idle.*next alarm in 2\d:\d\d:\d\d/s);
  await expect.element(page.getByRole("status").first()).toHaveTextContent("1 object");

  await lobby.click();
  expect(session.selection.actor).toMatchObject({ className: "Room", name: "lobby" });
  await expect.element(page.getByText(String(session.selection.actor?.id))).toBeVisible();
});

test("an alarm is fired, failed and deleted by its buttons", async () => {
  const session = await startSession();
  const { inspect } = serverOf(session);
  await roomOf(session, "lobby").remind(day);
  showPanel(new ObjectsPanel(), session);
  await page.getByRole("button", { name: /lobby/ }).click();

  await page.getByRole("button", { name: "Fire now" }).click();
  await expect.element(page.getByText("The alarm was delivered.")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Fire now" })).toBeDisabled();
  const { entries } = await inspect.kv({ className: "Room", name: "lobby" });
  expect(entries).toMatchObject([{ key: "rung", value: 1 }]);

  await roomOf(session, "lobby").remind(day);
  await page.getByRole("button", { name: "Fail the next alarm" }).click();
  await expect.element(page.getByText("The next delivery of its alarm will fail.")).toBeVisible();
  await page.getByRole("button", { name: "Fire now" }).click();
  await expect.element(page.getByRole("alert").first()).toHaveTextContent("The handler failed.");
  expect((await inspect.alarms()).alarms).toMatchObject([{ retryCount: 1 }]);

  await page.getByRole("button", { name: "Delete alarm" }).click();
  await expect.element(page.getByText("The alarm is deleted.")).toBeVisible();
  expect((await inspect.alarms()).total).toBe(0);
});

test("an object is evicted, and aborted", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").enter("Ada");
  showPanel(new ObjectsPanel(), session);
  const lobby = page.getByRole("button", { name: /lobby|…/ });
  await lobby.click();

  await page.getByRole("button", { name: "Evict" }).click();
  await expect.element(lobby).toHaveTextContent("cold");
  await expect.element(page.getByRole("button", { name: "Evict" })).toBeDisabled();

  await roomOf(session, "lobby").enter("Grace");
  await page.getByRole("button", { name: "Abort" }).click();
  await expect.element(page.getByText("It was reset.")).toBeVisible();
});

test("what goes wrong is told at the object", async () => {
  const session = await startSession();
  roomOf(session, "lobby")
    .hang()
    .catch(() => undefined);
  showPanel(new ObjectsPanel(), session);
  await page.getByRole("button", { name: /lobby/ }).click();
  await page.getByRole("button", { name: "Evict" }).click();
  await expect.element(page.getByRole("alert").first()).toHaveTextContent(/lobby|something to do/);
});

test("without a host it says why, and what to press", async () => {
  const session = await startSession();
  showPanel(new ObjectsPanel(), session);
  await page.getByRole("button", { name: "Kill the host" }).click();
  await expect.element(page.getByText("The host is dead")).toBeVisible();
  await page.getByRole("button", { name: "Run again" }).click();
  await expect.element(page.getByText("No object yet")).toBeVisible();
});
