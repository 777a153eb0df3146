import { expect, onTestFinished, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { TabdValue } from "../../demo/values/tabd-value.ts";

async function show(value: unknown, closed = false): Promise<TabdValue> {
  const element = new TabdValue();
  element.value = value;
  element.label = "Value";
  element.nameless = true;
  element.closed = closed;
  document.body.append(element);
  onTestFinished(() => element.remove());
  await element.updateComplete;
  return element;
}

/** The visible text of the rows. */
const rows = (): string[] =>
  page
    .getByRole("treeitem")
    .elements()
    .map((row) => row.textContent?.replaceAll(/\s+/g, " ").trim() ?? "");

/** The focused row. */
const focused = (element: TabdValue): string | undefined =>
  element.shadowRoot?.activeElement?.textContent?.replaceAll(/\s+/g, " ").trim();

test("keys move through a tree, expand it and collapse it", async () => {
  const element = await show({ a: 1, b: { c: [true] } });
  expect(rows()).toEqual(["{ a: 1, b: {…} }", "a: 1", "b: { c: Array(1) }"]);
  await userEvent.tab();
  expect(focused(element)).toBe("{ a: 1, b: {…} }");
  await userEvent.keyboard("{End}{ArrowRight}{ArrowRight}");
  await expect.poll(() => focused(element)).toBe("c: Array(1) [true]");
  await userEvent.keyboard("{Enter}");
  await expect.poll(rows).toHaveLength(5);
  await userEvent.keyboard("{ArrowLeft}{ArrowLeft}{ArrowLeft}");
  await expect.poll(rows).toHaveLength(3);
  expect(focused(element)).toBe("b: { c: Array(1) }");
});

test("expanded rows stay expanded when the value changes", async () => {
  const element = await show({ list: [1] });
  await page.getByRole("treeitem", { name: /^list/ }).click();
  await expect.poll(rows).toHaveLength(3);
  element.value = { before: 0, list: [1, 2] };
  await expect
    .poll(rows)
    .toEqual([
      "{ before: 0, list: Array(2) }",
      "before: 0",
      "list: Array(2) [1, 2]",
      "0: 1",
      "1: 2",
    ]);
});

test("a long string is shown in full on request", async () => {
  const text = "0123456789".repeat(50);
  await show(text, true);
  await page.getByText("show all").click();
  await expect.element(page.getByText(text, { exact: true })).toBeVisible();
  await page.getByText("show less").click();
  await expect.element(page.getByText(text, { exact: true })).not.toBeInTheDocument();
});

test("an array of a million elements is shown in groups", async () => {
  await show(Array.from({ length: 1_000_000 }, (_, index) => index));
  expect(rows()).toHaveLength(101);
  await page.getByRole("treeitem", { name: "990000 … 999999" }).click();
  await page.getByRole("treeitem", { name: "999900 … 999999" }).click();
  await expect.element(page.getByRole("treeitem", { name: "999999: 999999" })).toBeInTheDocument();
});

test("a value without parts is not shown as a tree", async () => {
  await show(5);
  await expect.element(page.getByText("5", { exact: true })).toBeVisible();
  expect(page.getByRole("tree").elements()).toEqual([]);
});
