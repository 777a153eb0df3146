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

test("an object that broke says what ended it; one that hibernates counts its sockets", async () => {
  const session = await startSession();
  const server = serverOf(session);
  const { webSocket } = (await server.fetch("http://localhost/lobby", {
    headers: { Upgrade: "websocket" },
  })) as unknown as { webSocket: { accept(): void } };
  webSocket.accept();
  await roomOf(session, "cellar").remind(day);
  await server.control.evict({ className: "Room", name: "lobby" });
  await server.control.abort({ className: "Room", name: "cellar" }, "too much wine");
  showPanel(new ObjectsPanel(), session);
  const lobby = page.getByRole("button", { name: /lobby/ });
  await expect.element(lobby).toHaveTextContent(/hibernating.*1 socket/s);
  await lobby.click();
  await expect.element(page.getByText("open, hibernating, tags: guest")).toBeVisible();
  await page.getByRole("button", { name: /cellar.*broken/ }).click();
  await expect.element(page.getByText(/^Broken: .*too much wine/)).toBeVisible();
});

test("an object that is selected elsewhere is opened, and leads to its storage", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").enter("Ada");
  const asked: string[] = [];
  const panel = showPanel(new ObjectsPanel(), session);
  panel.addEventListener("show-panel", (event) =>
    asked.push((event as CustomEvent<string>).detail),
  );
  const lobby = page.getByRole("button", { name: /lobby/ });
  await expect.element(lobby).toHaveAttribute("aria-expanded", "false");
  const [object] = (await serverOf(session).inspect.objects()).objects;
  session.select({ actor: object });
  await expect.element(lobby).toHaveAttribute("aria-expanded", "true");
  await page.getByRole("button", { name: "Show its storage" }).click();
  expect(asked).toEqual(["storage"]);
});

test("among many objects one searches", async () => {
  const session = await startSession();
  for (let count = 1; count <= 9; count++) await roomOf(session, `room ${count}`).enter("Ada");
  showPanel(new ObjectsPanel(), session);
  const search = page.getByRole("searchbox");
  await expect.element(search).toBeVisible();
  await search.fill("room 7");
  await expect.element(page.getByRole("status").first()).toHaveTextContent("1 object");
  await expect.element(page.getByRole("button", { name: /room 7/ })).toBeVisible();
  await search.fill("room x");
  await expect.element(page.getByText("None found.")).toBeVisible();
});

test("the countdown goes by the host's clock", async () => {
  const session = await startSession();
  await serverOf(session).clock.freeze(1_000_000_000_000);
  await roomOf(session, "lobby").remind(day);
  showPanel(new ObjectsPanel(), session);
  const lobby = page.getByRole("button", { name: /lobby/ });
  await expect.element(lobby).toHaveTextContent("next alarm in 1 d 00:00:00");
  await serverOf(session).clock.advance(day - 5000);
  await expect.element(page.getByRole("button", { name: /in 00:05/ })).toBeVisible();
});

test("without a host it says why, and what to press", async () => {
  const session = await startSession();
  showPanel(new ObjectsPanel(), session);
  await page.getByRole("button", { name: "Kill the host" }).click();
  await expect.element(page.getByText("The host is dead")).toBeVisible();
  await page.getByRole("button", { name: "Run again" }).click();
  await expect.element(page.getByText("No object yet")).toBeVisible();
});
