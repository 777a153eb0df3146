import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { StoragePanel } from "../../demo/panels/storage-panel.ts";
import { roomOf, serverOf, showPanel, startSession } from "./panels/show-panel.ts";

const day = 24 * 60 * 60 * 1000;
const lobby = { className: "Room", name: "lobby" };

test("keys are listed with their values as trees", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").enter("Ada", new Date(0));
  showPanel(new StoragePanel(), session);
  await expect.element(page.getByText("member Ada")).toBeVisible();
  const tree = page.getByRole("tree", { name: "member Ada" });
  await expect
    .element(tree)
    .toHaveTextContent('{ name: "Ada", at: 1970-01-01T00:00:00.000Z, tags: Set(1) }');
  await tree.getByRole("treeitem").click();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}{ArrowRight}");
  await expect.element(tree.getByRole("treeitem", { name: '0: "new"' })).toBeVisible();

  // Later writes appear without a refresh.
  await roomOf(session, "lobby").enter("Grace");
  await expect.element(page.getByText("member Grace")).toBeVisible();
});

test("a key is added, edited, deleted and restored, with literals", async () => {
  const session = await startSession();
  const { inspect } = serverOf(session);
  const stored = async (): Promise<unknown> =>
    Object.fromEntries((await inspect.kv(lobby)).entries.map(({ key, value }) => [key, value]));
  await roomOf(session, "lobby").remind(day);
  showPanel(new StoragePanel(), session);

  await page.getByRole("button", { name: "Add a key" }).click();
  await userEvent.keyboard("count");
  const field = page.getByRole("textbox", { name: /^Value/ });
  await field.fill("[1, new Map([['a', 2n");
  await page.getByRole("button", { name: "Save" }).click();
  await expect
    .element(page.getByText('Column 22: expected "]" or "," in an array, not the end.'))
    .toBeVisible();
  await field.fill("[1, new Map([['a', 2n]])]");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.element(page.getByText("Array(2) [1, Map(1)]")).toBeVisible();
  expect(await stored()).toEqual({ count: [1, new Map([["a", 2n]])] });

  await page.getByRole("button", { name: "Edit count" }).click();
  await expect.element(field).toHaveValue('[1, new Map([["a", 2n]])]');
  await field.fill("{ at: new Date(5) }");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await expect.element(page.getByText("{ at: 1970-01-01T00:00:00.005Z }")).toBeVisible();
  expect(await stored()).toEqual({ count: { at: new Date(5) } });

  await page.getByRole("button", { name: "Delete count" }).click();
  await expect.element(page.getByText("No keys stored.")).toBeVisible();
  expect(await stored()).toEqual({});
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.element(page.getByRole("button", { name: "Edit count" })).toBeVisible();
  expect(await stored()).toEqual({ count: { at: new Date(5) } });
});

test("SQL writes only when allowed", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").makeTable(3);
  showPanel(new StoragePanel(), session);
  await page.getByRole("tab", { name: "SQL" }).click();
  const statement = page.getByRole("textbox", { name: "Statement" });
  const run = page.getByRole("button", { name: "Run statement" });

  await statement.fill("SELECT id, text FROM talk WHERE id > ?");
  await page.getByRole("textbox", { name: "Bindings" }).fill("1");
  await run.click();
  await expect.element(page.getByText(/^2 rows/)).toBeVisible();
  await expect.element(page.getByRole("cell", { name: "line 3" })).toBeVisible();

  await page.getByRole("textbox", { name: "Bindings" }).fill("");
  await statement.fill("DELETE FROM talk WHERE id = 2");
  await run.click();
  await expect.element(page.getByRole("alert")).toHaveTextContent(/Allow writes/);
  await expect
    .element(page.getByRole("region", { name: "Statement" }))
    .toHaveTextContent("DELETE FROM talk WHERE id = 2");
  await page.getByRole("switch", { name: "Allow writes" }).click();
  await run.click();
  await expect.element(page.getByText(/1 row written/)).toBeVisible();
  const { rows } = await serverOf(session).inspect.sql(lobby, "SELECT count(*) FROM talk");
  expect(rows).toEqual([[2]]);

  await statement.fill("SELEKT");
  await run.click();
  await expect.element(page.getByRole("alert")).toHaveTextContent(/near "SELEKT": syntax error/);
  await page
    .getByRole("combobox", { name: "Earlier statements" })
    .selectOptions("SELECT id, text FROM talk WHERE id > ?");
  await expect.element(statement).toHaveValue("SELECT id, text FROM talk WHERE id > ?");
});

test("a table is shown in pages", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").makeTable(120);
  showPanel(new StoragePanel(), session);
  await page.getByRole("tab", { name: "Tables", exact: true }).click();
  await expect.element(page.getByText("1 – 50 of 120 rows")).toBeVisible();
  await expect.element(page.getByRole("cell", { name: "line 50" })).toBeInTheDocument();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("button", { name: "Next" }).click();
  await expect.element(page.getByText("101 – 120 of 120 rows")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Next" })).toBeDisabled();
  await expect.element(page.getByRole("cell", { name: "line 120" })).toBeInTheDocument();
});

test("a facet has its own keys, tables and SQL, and is chosen like an object", async () => {
  const session = await startSession();
  const server = serverOf(session);
  const far = { className: "Room", name: "lobby", facet: ["left", "far"] };
  await roomOf(session, "lobby").enter("Ada");
  await roomOf(session, "cellar").enter("Bob");
  await roomOf(session, "lobby").nook(["left", "far"], "hidden", "treasure");
  showPanel(new StoragePanel(), session);
  const object = page.getByRole("combobox", { name: "Object" });
  await expect.element(object).toHaveTextContent(/lobby › left › far/);
  await object.selectOptions("lobby › left › far");
  expect(session.selection.actor).toMatchObject({ name: "lobby", facet: ["left", "far"] });
  await expect.element(page.getByText('"treasure"')).toBeVisible();
  expect(page.getByText("member Ada").query()).toBe(null);

  // A facet is edited like an object, whether or not it runs.
  await server.control.abort(far);
  await page.getByRole("button", { name: "Edit hidden" }).click();
  await page.getByRole("textbox", { name: /^Value/ }).fill("[1, 2n]");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.element(page.getByText("Array(2) [1, 2n]")).toBeVisible();
  expect((await server.inspect.kv(far)).entries).toMatchObject([{ value: [1, 2n] }]);
  const [room] = (await server.inspect.objects({ search: "lobby" })).objects;
  expect(room?.facets[0]?.facets).toMatchObject([{ name: "far", state: "cold" }]);

  await page.getByRole("tab", { name: "Tables", exact: true }).click();
  await expect.element(page.getByRole("cell", { name: "hidden" })).toBeVisible();
  await page.getByRole("tab", { name: "SQL" }).click();
  await page.getByRole("textbox", { name: "Statement" }).fill("CREATE TABLE t AS SELECT 7 AS x");
  await page.getByRole("switch", { name: "Allow writes" }).click();
  await page.getByRole("button", { name: "Run statement" }).click();
  await expect.element(page.getByText(/ms$/)).toBeVisible();
  expect((await server.inspect.sql(far, "SELECT x FROM t")).rows).toEqual([[7]]);

  // Sibling facets and the object itself have other keys.
  await page.getByRole("tab", { name: "Keys" }).click();
  await object.selectOptions("lobby");
  await expect.element(page.getByText("member Ada")).toBeVisible();
});

test("a deleted facet that is still selected is reported with the existing ones", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").nook(["left"], "key", 1);
  await roomOf(session, "lobby").nook(["right"], "key", 1);
  showPanel(new StoragePanel(), session);
  const object = page.getByRole("combobox", { name: "Object" });
  await object.selectOptions("lobby › left");
  await expect.element(page.getByRole("button", { name: "Edit key" })).toBeVisible();
  await roomOf(session, "lobby").dropNook("left");
  await expect
    .element(page.getByRole("alert").first())
    .toHaveTextContent('has no facet ["left"]. It has ["right"].');
  await expect.element(object).toHaveDisplayValue(/^\s*lobby › left\s*$/);
});

test("the alarm table of each namespace is shown in readable times", async () => {
  const session = await startSession();
  const server = serverOf(session);
  await server.clock.freeze(1_000_000_000_000);
  await roomOf(session, "lobby").remind(day);
  showPanel(new StoragePanel(), session);
  await page.getByRole("tab", { name: "Alarm tables" }).click();
  const table = page.getByRole("region", { name: "Rows of _cf_ALARM of Room" });
  await expect.element(table.getByRole("cell", { name: "lobby" })).toBeVisible();
  await expect.element(table).toHaveTextContent("1000086400000000000 ns");
  await expect.element(table).toHaveTextContent("in 1 d 00:00:00");
  await server.clock.advance(day);
  await expect.element(page.getByText("No alarm is pending.")).toBeVisible();
});

test("the selected object is shown", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").enter("Ada");
  await roomOf(session, "cellar").enter("Grace");
  showPanel(new StoragePanel(), session);
  const { objects } = await serverOf(session).inspect.objects();
  for (const [name, member] of [
    ["lobby", "member Ada"],
    ["cellar", "member Grace"],
  ]) {
    const object = objects.find((one) => one.name === name);
    session.select({ actor: object });
    await expect
      .element(page.getByRole("combobox", { name: "Object" }))
      .toHaveDisplayValue(new RegExp(name ?? ""));
    await expect.element(page.getByText(member ?? "")).toBeVisible();
  }
});
