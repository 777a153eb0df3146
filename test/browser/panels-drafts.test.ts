import { expect, onTestFinished, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { TabdConsolePanel } from "../../demo/console/console-panel.ts";
import { ObjectsPanel } from "../../demo/panels/objects-panel.ts";
import { RequestPanel } from "../../demo/panels/request-panel.ts";
import type { SessionElement } from "../../demo/panels/session-element.ts";
import { StoragePanel } from "../../demo/panels/storage-panel.ts";
import { Playground } from "../../demo/session/playground.ts";
import { Settings } from "../../demo/session/settings.ts";
import { roomOf, serverOf, startSession } from "./panels/show-panel.ts";

/**
 * Leaves a panel's tab and comes back, or reloads the page. The drawer removes a panel when its tab
 * is left; only the settings and the disk survive a reload.
 */
class Visit {
  session: Playground;
  readonly #make: () => SessionElement;
  #panel: SessionElement;

  constructor(session: Playground, make: () => SessionElement) {
    this.session = session;
    this.#make = make;
    this.#panel = this.#show();
    onTestFinished(() => this.#panel.remove());
  }

  leaveAndComeBack(): void {
    this.#panel.remove();
    this.#panel = this.#show();
  }

  async reload(): Promise<void> {
    this.#panel.remove();
    const { session } = this;
    session.kill();
    this.session = await Playground.resume(new Settings(), session.project);
    onTestFinished(() => this.session.kill());
    await this.session.run();
    this.#panel = this.#show();
  }

  #show(): SessionElement {
    const panel = this.#make();
    panel.session = this.session;
    document.body.append(panel);
    return panel;
  }
}

const value = page.getByRole("textbox", { name: /^Value/ });
const lobby = { className: "Room", name: "lobby" };

test("an unsaved edit of a key stays until it is saved or canceled", async () => {
  const session = await startSession();
  await serverOf(session).control.putKv(lobby, "count", 1);
  await serverOf(session).control.putKv(lobby, "other", 2);
  const visit = new Visit(session, () => new StoragePanel());
  await page.getByRole("button", { name: "Edit count" }).click();
  await value.fill("[1, 2");
  for (const away of ["leaveAndComeBack", "reload"] as const) {
    await visit[away]();
    await expect.element(value).toHaveValue("[1, 2");
    // A restored draft does not take the focus.
    expect(document.activeElement).toBe(document.body);
  }

  // Opening another form of the same object keeps the draft.
  await page.getByRole("button", { name: "Edit other" }).click();
  await expect.element(value).toHaveValue("2");
  await value.fill("three");
  await expect.element(page.getByText("unsaved edit")).toBeVisible();
  await page.getByRole("button", { name: "Edit count" }).click();
  await expect.element(value).toHaveValue("[1, 2");
  await value.fill("[1, 2]");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.element(page.getByText("Array(2) [1, 2]")).toBeVisible();
  await page.getByRole("button", { name: "Edit other" }).click();
  await expect.element(value).toHaveValue("three");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Edit other" }).click();
  await expect.element(value).toHaveValue("2");
  await page.getByRole("button", { name: "Edit count" }).click();
  await expect.element(value).toHaveValue("[1, 2]");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect.element(page.getByText("unsaved edit")).not.toBeInTheDocument();
  const { entries } = await serverOf(visit.session).inspect.kv(lobby);
  expect(entries.map((entry) => [entry.key, entry.value])).toEqual([
    ["count", [1, 2]],
    ["other", 2],
  ]);
});

test("an unsaved new key stays with its object", async () => {
  const session = await startSession();
  await roomOf(session, "cellar").enter("Bob");
  await roomOf(session, "lobby").enter("Ada");
  const visit = new Visit(session, () => new StoragePanel());
  const object = page.getByRole("combobox", { name: "Object" });
  await object.selectOptions("lobby");
  await page.getByRole("button", { name: "Add a key" }).click();
  await userEvent.keyboard("half");
  await value.fill("{ a:");
  visit.leaveAndComeBack();
  const key = page.getByRole("textbox", { name: "Key", exact: true });
  await expect.element(key).toHaveValue("half");
  await expect.element(value).toHaveValue("{ a:");
  await object.selectOptions("cellar");
  await expect.element(page.getByText("member Bob")).toBeVisible();
  await expect.element(value).not.toBeInTheDocument();
  await page.getByRole("button", { name: "Add a key" }).click();
  await expect.element(value).toHaveValue("");
  await value.fill("cellar's");
  await object.selectOptions("lobby");
  await expect.element(value).toHaveValue("{ a:");
  await object.selectOptions("cellar");
  await expect.element(value).toHaveValue("cellar's");
});

test("an edit can be saved after its key was deleted", async () => {
  const session = await startSession();
  const { control, inspect } = serverOf(session);
  await control.putKv(lobby, "count", 1);
  const visit = new Visit(session, () => new StoragePanel());
  await page.getByRole("button", { name: "Edit count" }).click();
  await value.fill("5");
  await control.deleteKv(lobby, "count");
  visit.leaveAndComeBack();
  await expect.element(page.getByText(/You were editing count, which is not in/)).toBeVisible();
  await expect.element(value).toHaveValue("5");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.element(page.getByRole("button", { name: "Edit count" })).toBeVisible();
  await expect.element(value).not.toBeInTheDocument();
  expect((await inspect.kv(lobby)).entries).toMatchObject([{ key: "count", value: 5 }]);
});

test("key prefix, statement and bindings stay; allowed writes do not", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").makeTable(3);
  const visit = new Visit(session, () => new StoragePanel());
  const prefix = page.getByRole("searchbox", { name: "Key prefix" });
  await prefix.fill("mem");
  for (const away of ["leaveAndComeBack", "reload"] as const) {
    await visit[away]();
    await expect.element(prefix).toHaveValue("mem");
    await expect.element(page.getByText("No key has this prefix.")).toBeVisible();
  }
  await page.getByRole("tab", { name: "SQL" }).click();
  const statement = page.getByRole("textbox", { name: "Statement" });
  const bindings = page.getByRole("textbox", { name: "Bindings" });
  const writes = page.getByRole("switch", { name: "Allow writes" });
  await statement.fill("DELETE FROM");
  await bindings.fill('"half');
  await writes.click();
  for (const away of ["leaveAndComeBack", "reload"] as const) {
    await visit[away]();
    await expect.element(statement).toHaveValue("DELETE FROM");
    await expect.element(bindings).toHaveValue('"half');
    await expect.element(writes).not.toBeChecked();
  }
});

test("unsent requests stay", async () => {
  const visit = new Visit(await startSession(), () => new RequestPanel());
  const fields = {
    Object: "the room",
    Method: "ent",
    Arguments: '"Ada',
    URL: "/half",
    Headers: "X-Said",
    Body: "{",
  };
  const fill = async (...names: (keyof typeof fields)[]): Promise<void> => {
    for (const name of names) await page.getByLabelText(name).first().fill(fields[name]);
  };
  const stand = async (...names: (keyof typeof fields)[]): Promise<void> => {
    for (const name of names) {
      await expect.element(page.getByLabelText(name).first()).toHaveValue(fields[name]);
    }
  };
  await fill("Object", "Method", "Arguments");
  for (const away of ["leaveAndComeBack", "reload"] as const) {
    await visit[away]();
    await stand("Object", "Method", "Arguments");
  }
  await page.getByRole("tab", { name: "HTTP" }).click();
  await page.getByRole("combobox", { name: "Method" }).selectOptions("POST");
  await fill("URL", "Headers", "Body");
  for (const away of ["leaveAndComeBack", "reload"] as const) {
    await visit[away]();
    await expect.element(page.getByRole("combobox", { name: "Method" })).toHaveValue("POST");
    await stand("URL", "Headers", "Body");
  }
});

test("an unsent message stays with its connection, and after a reload goes to the next", async () => {
  const visit = new Visit(await startSession(), () => new RequestPanel());
  await page.getByRole("tab", { name: "WebSocket" }).click();
  const url = page.getByRole("textbox", { name: "URL" });
  const connect = page.getByRole("button", { name: "Connect" });
  const message = (number: number) =>
    page.getByRole("region", { name: `Connection ${number}` }).getByLabelText("Message", {
      exact: true,
    });
  await url.fill("/lobby");
  await connect.click();
  await message(1).fill("one, half");
  await connect.click();
  await expect.element(message(2)).toHaveValue("");
  await message(2).fill("two, half");
  await page.getByRole("spinbutton", { name: "Close code" }).first().fill("4001");
  visit.leaveAndComeBack();
  await expect.element(message(1)).toHaveValue("one, half");
  await expect.element(message(2)).toHaveValue("two, half");
  await expect
    .element(page.getByRole("spinbutton", { name: "Close code" }).first())
    .toHaveValue(4001);

  await visit.reload();
  await expect.element(url).toHaveValue("/lobby");
  await connect.click();
  await expect.element(message(1)).toHaveValue("two, half");
  await userEvent.type(message(1), ", whole{Enter}");
  await expect.element(page.getByText("you said two, half, whole")).toBeVisible();
  await visit.reload();
  await connect.click();
  await expect.element(message(1)).toHaveValue("");
});

test("the console's filter is stored per project", async () => {
  const visit = new Visit(await startSession(), () => new TabdConsolePanel());
  const text = page.getByRole("searchbox", { name: "Filter lines" });
  const level = page.getByRole("combobox", { name: "Level" });
  await text.fill("tea");
  await level.selectOptions("Errors");
  for (const away of ["leaveAndComeBack", "reload"] as const) {
    await visit[away]();
    await expect.element(text).toHaveValue("tea");
    await expect.element(level).toHaveValue("error");
  }
  // The filter stays even if its object has no lines, to explain the empty list.
  const { disk, settings } = visit.session;
  settings.set(`console filter ${disk}`, { text: "tea", level: "debug", actor: "Room gone" });
  visit.leaveAndComeBack();
  const object = page.getByRole("combobox", { name: "Object" });
  await expect.element(object).toHaveValue("Room gone");
  await object.selectOptions("All objects");
  visit.leaveAndComeBack();
  await expect.element(object).toHaveValue("");
  await expect.element(text).toHaveValue("tea");

  const { project } = visit.session;
  await visit.session.open({ ...project, name: "another", disk: `${project.disk}-another` });
  await expect.element(text).toHaveValue("");
  await visit.session.open(project);
  await expect.element(text).toHaveValue("tea");
});

test("the search among objects is stored", async () => {
  const session = await startSession();
  for (let index = 0; index < 9; index++) await roomOf(session, `room ${index}`).remind(1e9);
  const visit = new Visit(session, () => new ObjectsPanel());
  const search = page.getByRole("searchbox", { name: "Search objects" });
  await search.fill("room 7");
  for (const away of ["leaveAndComeBack", "reload"] as const) {
    await visit[away]();
    await expect.element(search).toHaveValue("room 7");
    await expect.element(page.getByText("1 object", { exact: true })).toBeVisible();
  }
});
