import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { DiskPanel } from "../../demo/panels/disk-panel.ts";
import { roomOf, serverOf, showPanel, startSession } from "./panels/show-panel.ts";

test("the files are listed with their sizes, and the storage space", async () => {
  const session = await startSession();
  showPanel(new DiskPanel(), session);
  await roomOf(session, "lobby").remind(1e6);
  await expect.element(page.getByText(/^2 files, /)).toBeVisible();
  await expect.element(page.getByText("panels-Room/metadata.sqlite")).toBeVisible();
  await expect.element(page.getByText(/used by this site, .* left/)).toBeVisible();
  await expect.element(page.getByText(session.disk)).toBeVisible();
});

test("all files are checked", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").remind(1e6);
  showPanel(new DiskPanel(), session);
  await page.getByRole("button", { name: "Check all files" }).click();
  await expect.element(page.getByText("2 files checked. No problems found.")).toBeVisible();
});

test("a file is downloaded unchanged", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").remind(1e6);
  showPanel(new DiskPanel(), session);
  const clicked = new Promise<HTMLAnchorElement>((resolve) => {
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function click_(this: HTMLAnchorElement) {
      HTMLAnchorElement.prototype.click = click;
      resolve(this);
    };
  });
  await page.getByRole("button", { name: "Download panels-Room/metadata.sqlite" }).click();
  const link = await clicked;
  expect(link.download).toBe("panels-Room-metadata.sqlite");
  const bytes = new Uint8Array(await (await fetch(link.href)).arrayBuffer());
  expect(bytes).toEqual(await serverOf(session).inspect.readFile("panels-Room/metadata.sqlite"));
});

test("a wipe asks first, and can be undone", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").enter("Ada");
  await roomOf(session, "lobby").remind(1e6);
  // Without an alarm, its name is not stored on the disk.
  await roomOf(session, "cellar").enter("Grace");
  const { inspect } = serverOf(session);
  showPanel(new DiskPanel(), session);
  const wipe = page.getByRole("button", { name: "Wipe this disk" });
  await wipe.click();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  expect((await inspect.files()).length).toBe(3);
  await expect.element(page.getByText("cellar")).toBeVisible();

  await wipe.click();
  await page.getByRole("button", { name: "Wipe", exact: true }).click();
  await expect.element(page.getByText("The disk was wiped.")).toBeVisible();
  // A running host keeps an empty alarm table.
  await expect.element(page.getByText(/^1 file, /)).toBeVisible();
  expect((await inspect.alarms()).total).toBe(0);
  await expect.element(page.getByText("No object is stored.")).toBeVisible();
  await expect.element(page.getByText("alarm table of Room")).toBeVisible();

  await page.getByRole("button", { name: "Undo the wipe" }).click();
  await expect.element(page.getByText("The wipe was undone.")).toBeVisible();
  await expect.element(page.getByText(/^3 files, /)).toBeVisible();
  await expect.element(page.getByText("lobby")).toBeVisible();
  await expect.element(page.getByText("cellar")).toBeVisible();
  expect((await inspect.alarms()).total).toBe(1);
  const { entries } = await inspect.kv({ className: "Room", name: "lobby" });
  expect(entries.map(({ key }) => key)).toEqual(["member Ada"]);
});

test("the disk of a host that was killed can be downloaded and wiped", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").remind(1e6);
  session.kill();
  showPanel(new DiskPanel(), session);
  await expect.element(page.getByRole("button", { name: "Download as zip" })).toBeEnabled();
  await expect.element(page.getByRole("button", { name: "Check all files" })).toBeDisabled();
  await page.getByRole("button", { name: "Wipe this disk" }).click();
  await page.getByRole("button", { name: "Wipe", exact: true }).click();
  await expect.element(page.getByText("The disk was wiped.")).toBeVisible();
  expect((await session.exportFiles()).files).toEqual({});
  expect(session.canUndoWipe).toBe(true);
});
