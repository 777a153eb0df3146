import { readFile, writeFile } from "node:fs/promises";
import type { Download, Locator, Page, TestInfo } from "@playwright/test";
import { unzipSync, zipSync } from "fflate";
import { expect, type PlaygroundPage, test } from "./playground-page.ts";

type Files = Record<string, Uint8Array>;

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

async function filesOf(download: Promise<Download>): Promise<Files> {
  return unzipSync(await readFile(await (await download).path()));
}

/** Downloads through the header's menu. */
async function share(page: Page, item: string): Promise<Files> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("menuitem", { name: item }).click();
  return filesOf(download);
}

const downloadDisk = (page: Page): Promise<Files> => share(page, "Download disk");

/** Writes a zip to a file. */
async function fileAt(info: TestInfo, zip: Uint8Array, name = "files.zip"): Promise<string> {
  const path = info.outputPath(name);
  await writeFile(path, zip);
  return path;
}

/** Opens a zip with the button's file chooser. */
async function choose(page: Page, button: Locator, path: string): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await button.click();
  await (await chooser).setFiles(path);
}

/** Ways to open a zip. */
const ways: Record<string, (playground: PlaygroundPage, path: string) => Promise<void>> = {
  "the menu": async ({ page }, path) => {
    await page.getByRole("button", { name: "Share" }).click();
    await choose(page, page.getByRole("menuitem", { name: "Open a zip" }), path);
  },
  "the disk's panel": async (playground, path) => {
    await playground.panel("Disk");
    await choose(
      playground.page,
      playground.page.getByRole("button", { name: "Import a zip" }),
      path,
    );
  },
  // Files dragged from outside the browser.
  "a drop": async ({ page }, path) => {
    const session = await page.context().newCDPSession(page);
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    const drag = (type: "dragEnter" | "dragOver" | "drop") =>
      session.send("Input.dispatchDragEvent", { type, x: 200, y: 300, data });
    await drag("dragEnter");
    await drag("dragOver");
    await expect(page.getByText("Drop a zip to open it.")).toBeVisible();
    await drag("drop");
    await expect(page.getByText("Drop a zip to open it.")).toBeHidden();
  },
};

for (const [way, open] of Object.entries(ways)) {
  test(`a disk is downloaded as a zip and imported by ${way} after a confirmation`, async ({
    playground,
  }, info) => {
    const { page } = playground;
    await playground.open();
    await expect(playground.card).toContainText("tea, at");
    const disk = await downloadDisk(page);
    const path = await fileAt(info, zipSync(disk));
    await playground.nextAlarm();
    await expect(playground.card).toContainText("No alarm is pending.");
    const later = await downloadDisk(page);
    expect(later).not.toEqual(disk);

    const question = page.getByRole("dialog", { name: "Import these files?" });
    await open(playground, path);
    await expect(question).toContainText("2 files will be replaced");
    await page.keyboard.press("Escape");
    await expect(question).toBeHidden();
    expect(await downloadDisk(page)).toEqual(later);

    await open(playground, path);
    await question.getByRole("button", { name: "Replace" }).click();
    await expect(page.getByText("2 files imported.")).toBeVisible();
    // The alarm is restored. The clock has advanced, so the alarm has fired since.
    await expect(playground.mark("tea", "Alarm delivered")).not.toHaveCount(0);
  });

  test(`a project opened by ${way} runs when Run is pressed, and the open project is kept`, async ({
    playground,
  }, info) => {
    const { page } = playground;
    await playground.open();
    await playground.running();
    const project = await share(page, "Download wrangler project");
    const source = new TextDecoder().decode(project["src/index.ts"]);
    project["src/index.ts"] = text(`${source}\nconsole.log("the zip's code runs");`);
    project["wrangler.jsonc"] = text(
      new TextDecoder().decode(project["wrangler.jsonc"]).replace('"first-alarm"', '"from-zip"'),
    );
    await open(playground, await fileAt(info, zipSync(project)));
    await expect(page.getByText("Code from a file.")).toBeVisible();
    await expect(playground.state).toHaveText("Not running");
    await expect(page.locator(".cm-content")).toContainText("the zip's code runs");
    await page.getByRole("banner").getByRole("button", { name: "Run", exact: true }).click();
    await playground.running();
    await playground.panel("Console");
    await expect(playground.console.getByText("the zip's code runs")).toHaveCount(1);
    await playground.choose("A first alarm");
    await expect(page.locator(".cm-content")).not.toContainText("the zip's code runs");
    await page.getByRole("button", { name: /^Project:/ }).click();
    await expect(page.getByRole("menuitemradio", { name: /^from-zip/ })).toBeVisible();
  });
}

/** Invalid zips, made from a disk's zip, and their messages. */
const refused: Record<string, readonly [(disk: Files) => Uint8Array, RegExp]> = {
  "no zip": [() => text("once upon a time"), /This is not a zip file, or it is incomplete/],
  "an empty file": [() => new Uint8Array(), /This is not a zip file, or it is incomplete/],
  "one that is cut off": [
    (disk) => zipSync(disk).subarray(0, -200),
    /This is not a zip file, or it is incomplete/,
  ],
  "one with a damaged byte": [
    (disk) => {
      const zip = zipSync(disk, { level: 0 });
      zip[2000] = (zip[2000] ?? 0) ^ 1;
      return zip;
    },
    /first-alarm-Reminder\/[0-9a-f]{64}\.sqlite in the zip is damaged/,
  ],
  "somebody's holiday": [
    () => zipSync({ "beach.jpg": text("sand"), "notes/day 1.txt": text("sun") }),
    /files\.zip contains neither a wrangler\.jsonc nor Durable Object files/,
  ],
  "one with a file outside of its folder": [
    (disk) => zipSync({ ...disk, "../../etc/passwd": text("root") }),
    /The zip has a file named \.\.\/\.\.\/etc\/passwd, outside its own folder/,
  ],
  "a project without its entry": [
    () => zipSync({ "wrangler.jsonc": text(`{ "main": "src/gone.ts" }`) }),
    /wrangler\.jsonc names the entry src\/gone\.ts, which is not in the zip/,
  ],
  "a project whose configuration is not JSON": [
    () => zipSync({ "wrangler.jsonc": text(`{ "main": `), "src/index.ts": text("") }),
    /wrangler\.jsonc cannot be read/,
  ],
  "a project of thousands of files": [
    () => {
      const files = Array.from({ length: 20_000 }, (_, n) => [`src/${n}.ts`, text("")] as const);
      const config = { "wrangler.jsonc": text(`{ "main": "src/1.ts" }`) };
      return zipSync({ ...config, ...Object.fromEntries(files) }, { level: 0 });
    },
    /The project of wrangler\.jsonc has 20000 files of code, 0 bytes: this page edits at most 300 files/,
  ],
};

test("an invalid zip is refused with the reason, and nothing is lost", async ({
  playground,
}, info) => {
  const { page } = playground;
  await playground.open();
  await playground.nextAlarm();
  await expect(playground.card).toContainText("No alarm is pending.");
  const code = await page.locator(".cm-content").textContent();
  const disk = await downloadDisk(page);
  for (const [kind, [make, says]] of Object.entries(refused)) {
    await test.step(kind, async () => {
      const path = await fileAt(info, make(disk));
      for (const way of ["the menu", "a drop"]) {
        await ways[way]?.(playground, path);
        const alert = page.locator("tabd-toasts").getByRole("alert").filter({ hasText: says });
        await expect(alert).toBeVisible();
        await page.getByRole("button", { name: "Close", exact: true }).click();
        await expect(alert).toBeHidden();
      }
      await ways["the disk's panel"]?.(playground, path);
      await expect(page.getByRole("tabpanel").getByRole("alert")).toHaveText(says);
      await playground.running();
      expect(await page.locator(".cm-content").textContent()).toBe(code);
      expect(await downloadDisk(page)).toEqual(disk);
    });
  }
});

/** Disks with one invalid file: nothing of them may be imported. */
const halfGood: Record<string, readonly [(disk: Files) => Files, RegExp]> = {
  "a file of garbage": [
    (disk) => ({
      ...disk,
      [`first-alarm-Reminder/${"0".repeat(64)}.sqlite`]: text("no database".repeat(1000)),
    }),
    /Cannot import "first-alarm-Reminder\/0{64}\.sqlite": [^]*Nothing was imported/,
  ],
  "garbage in the place of the object": [
    (disk) => {
      const object = Object.keys(disk).find((path) => !path.endsWith("metadata.sqlite")) ?? "";
      return { ...disk, [object]: crypto.getRandomValues(new Uint8Array(8192)) };
    },
    /Cannot import "first-alarm-Reminder\/[0-9a-f]{64}\.sqlite": [^]*Nothing was imported/,
  ],
  "a torn page": [
    (disk) => {
      const object = Object.keys(disk).find((path) => !path.endsWith("metadata.sqlite")) ?? "";
      const bytes = disk[object]?.slice() ?? new Uint8Array();
      return { ...disk, [object]: bytes.fill(0xa5, 4096, 8192) };
    },
    /Cannot import "first-alarm-Reminder\/[0-9a-f]{64}\.sqlite": [^]*Nothing was imported/,
  ],
};

for (const [kind, [change, says]] of Object.entries(halfGood)) {
  test(`nothing is imported from a disk with ${kind}`, async ({ playground }, info) => {
    const { page } = playground;
    await playground.open();
    await expect(playground.card).toContainText("tea, at");
    const pending = await downloadDisk(page);
    await playground.nextAlarm();
    await expect(playground.card).toContainText("No alarm is pending.");
    const disk = await downloadDisk(page);
    const path = await fileAt(info, zipSync(change(pending)));
    await ways["the menu"]?.(playground, path);
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Replace/ })
      .click();
    await expect(page.getByRole("alert").filter({ hasText: says })).toBeVisible();
    expect(await downloadDisk(page)).toEqual(disk);
    await expect(playground.card).toContainText("No alarm is pending.");
    // The object still works.
    await playground.send("Remind in 30 s", "done");
    await expect(playground.card).toContainText("tea, at");
  });
}

test("the panel downloads the disk", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await expect(playground.card).toContainText("tea, at");
  await playground.panel("Disk");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as zip" }).click();
  const name = (await download).suggestedFilename();
  expect(name).toBe("first-alarm-disk.zip");
  expect(await filesOf(download)).toEqual(await downloadDisk(page));
});
