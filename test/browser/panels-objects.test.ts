import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { ObjectsPanel } from "../../demo/panels/objects-panel.ts";
import { roomOf, serverOf, showPanel, startSession } from "./panels/show-panel.ts";

const day = 24 * 60 * 60 * 1000;

test("objects are listed with state and next alarm", async () => {
  const session = await startSession();
  showPanel(new ObjectsPanel(), session);
  await expect.element(page.getByText("No objects yet")).toBeVisible();

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
  await expect.element(page.getByText("The next alarm delivery will fail.")).toBeVisible();
  await page.getByRole("button", { name: "Fire now" }).click();
  await expect.element(page.getByRole("alert").first()).toHaveTextContent("The handler failed.");
  expect((await inspect.alarms()).alarms).toMatchObject([{ retryCount: 1 }]);

  await page.getByRole("button", { name: "Delete alarm" }).click();
  await expect.element(page.getByText("The alarm was deleted.")).toBeVisible();
  expect((await inspect.alarms()).total).toBe(0);
});

test("an object can be evicted and aborted", async () => {
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
  await expect.element(page.getByText("The object was aborted.")).toBeVisible();
});

test("errors are shown at the object", async () => {
  const session = await startSession();
  roomOf(session, "lobby")
    .hang()
    .catch(() => undefined);
  showPanel(new ObjectsPanel(), session);
  await page.getByRole("button", { name: /lobby/ }).click();
  await page.getByRole("button", { name: "Evict" }).click();
  await expect.element(page.getByRole("alert").first()).toHaveTextContent(/lobby|something to do/);
});

test("a broken object shows its error, a hibernating one its sockets", async () => {
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

test("facets are listed under their object, nested ones too", async () => {
  const session = await startSession();
  const lobby = roomOf(session, "lobby");
  await lobby.enter("Ada");
  showPanel(new ObjectsPanel(), session);
  await expect.element(page.getByRole("button", { name: /lobby/ })).toBeVisible();
  expect(page.getByRole("list", { name: "Facets of lobby" }).query()).toBe(null);

  await lobby.nook(["left"], "key", 1);
  await lobby.nook(["right", "<b>&amp;"], "key", 1);
  const facets = page.getByRole("list", { name: "Facets of lobby" });
  await expect.element(facets.getByRole("listitem").nth(2)).toBeVisible();
  const names = facets
    .getByRole("button")
    .elements()
    .map((one) => one.textContent);
  expect(names.map((name) => name.replaceAll(/\s+/g, " ").trim())).toEqual([
    expect.stringMatching(/^facet left ?idle .* KiB$/),
    expect.stringMatching(/^facet right ?idle/),
    expect.stringMatching(/^facet right › <b>&amp; ?idle .* KiB$/),
  ]);
  await lobby.dropNook("right");
  await expect.element(facets.getByRole("button", { name: /right/ })).not.toBeInTheDocument();
  await expect.element(facets.getByRole("button", { name: /left/ })).toBeVisible();
});

test("a facet can be opened by keyboard, aborted, and leads to its storage", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").nook(["left", "far"], "key", 1);
  const asked: string[] = [];
  const panel = showPanel(new ObjectsPanel(), session);
  panel.addEventListener("show-panel", (event) =>
    asked.push((event as CustomEvent<string>).detail),
  );
  const lobby = page.getByRole("button", { name: /^lobby/ });
  const far = page.getByRole("button", { name: /facet left › far/ });
  await expect.element(far).toHaveAttribute("aria-expanded", "false");
  (lobby.element() as HTMLElement).focus();
  await userEvent.keyboard("{Tab}{Tab}{Enter}");
  await expect.element(far).toHaveAttribute("aria-expanded", "true");
  await expect.element(lobby).toHaveAttribute("aria-expanded", "false");
  expect(session.selection.actor).toMatchObject({ name: "lobby", facet: ["left", "far"] });
  await expect.element(page.getByText("lobby › left › far")).toBeVisible();
  await expect.element(page.getByText("Nook", { exact: true })).toBeVisible();
  expect(page.getByRole("button", { name: "Fire now" }).query()).toBe(null);

  await page.getByRole("button", { name: "Abort" }).click();
  await expect.element(page.getByText("The facet was aborted.")).toBeVisible();
  await expect.element(far).toHaveTextContent("cold");
  await expect.element(page.getByRole("button", { name: "Abort" })).toBeDisabled();
  await expect
    .element(page.getByRole("button", { name: /^facet left idle/ }))
    .toHaveTextContent("idle");
  await page.getByRole("button", { name: "Show storage" }).click();
  expect(asked).toEqual(["storage"]);

  // Opening its object instead moves the selection.
  await lobby.click();
  await expect.element(far).toHaveAttribute("aria-expanded", "false");
  expect(session.selection.actor?.facet).toBe(undefined);
});

test("long lists of facets are shown in parts, always with the open one", async () => {
  const session = await startSession();
  const lobby = roomOf(session, "lobby");
  for (let count = 1; count <= 15; count++) await lobby.nook([`nook ${count}`], "key", count);
  const [object] = (await serverOf(session).inspect.objects()).objects;
  if (object === undefined) throw new Error("there is no object");
  const { className, id, name } = object;
  session.select({ actor: { className, id, name, facet: ["nook 14"] } });
  showPanel(new ObjectsPanel(), session);
  await expect
    .element(page.getByRole("button", { name: /nook 14/ }))
    .toHaveAttribute("aria-expanded", "true");
  await expect.element(page.getByText("2 more facets")).toBeVisible();
  expect(page.getByRole("button", { name: /nook 15/ }).query()).toBe(null);
  await page.getByRole("button", { name: "Show more facets" }).click();
  await expect.element(page.getByRole("button", { name: /nook 15/ })).toBeVisible();
  expect(page.getByRole("button", { name: "Show more facets" }).query()).toBe(null);
});

test("an object selected elsewhere is opened, and leads to its storage", async () => {
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
  await page.getByRole("button", { name: "Show storage" }).click();
  expect(asked).toEqual(["storage"]);
});

test("many objects can be searched", async () => {
  const session = await startSession();
  for (let count = 1; count <= 9; count++) await roomOf(session, `room ${count}`).enter("Ada");
  showPanel(new ObjectsPanel(), session);
  const search = page.getByRole("searchbox");
  await expect.element(search).toBeVisible();
  await search.fill("room 7");
  await expect.element(page.getByRole("status").first()).toHaveTextContent("1 object");
  await expect.element(page.getByRole("button", { name: /room 7/ })).toBeVisible();
  await search.fill("room x");
  await expect.element(page.getByText("No object found.")).toBeVisible();
});

test("the countdown uses the host's clock", async () => {
  const session = await startSession();
  await serverOf(session).clock.freeze(1_000_000_000_000);
  await roomOf(session, "lobby").remind(day);
  showPanel(new ObjectsPanel(), session);
  const lobby = page.getByRole("button", { name: /lobby/ });
  await expect.element(lobby).toHaveTextContent("next alarm in 1 d 00:00:00");
  await serverOf(session).clock.advance(day - 5000);
  await expect.element(page.getByRole("button", { name: /in 00:05/ })).toBeVisible();
});

test("without a host the panel says why and what to do", async () => {
  const session = await startSession();
  showPanel(new ObjectsPanel(), session);
  await page.getByRole("button", { name: "Kill host" }).click();
  await expect.element(page.getByText("The host was killed")).toBeVisible();
  await page.getByRole("button", { name: "Run again" }).click();
  await expect.element(page.getByText("No objects yet")).toBeVisible();
});
