import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { unzipSync } from "fflate";
import { linkOf } from "../../demo/share/share-link.ts";
import { expect, test } from "./playground-page.ts";

/** Types at the end of the code. */
async function write(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.insertText(text);
}

test("on the first visit an alarm counts down, and reloads do not stop it", async ({
  playground,
}) => {
  await playground.open();
  await expect(playground.card).toContainText("tea, at");
  await expect(playground.card).toContainText("Reload the page while it counts down");
  await playground.reload();
  await expect(playground.card).toContainText("tea, at");
  await playground.send("Remind in 5 s", "done");
  await playground.reload();
  await expect(playground.card).toContainText("No alarm is pending.");
  await expect(playground.card).toContainText("✓ Fired after a reload");
  await expect(playground.card.getByRole("status", { name: "Last alarm" })).toContainText(
    /tea fired at [0-9:]+, after a reload: The tea is ready/,
  );
  await expect(playground.mark("tea", "Alarm delivered").first()).toBeVisible();
});

test("code can be typed before the editor has loaded", async ({ playground: { page } }) => {
  await page.route(/code-editor/, async (route) => {
    await page.waitForFunction(() => Reflect.has(globalThis, "written"));
    await route.continue();
  });
  await page.goto("");
  const field = page.getByRole("textbox", { name: "Code of index.ts" });
  await field.press("ControlOrMeta+End");
  await page.keyboard.insertText("// written early");
  await page.evaluate(() => Reflect.set(globalThis, "written", true));
  await expect(page.locator(".cm-content")).toBeFocused();
  await page.keyboard.insertText(", and on");
  await expect(page.locator(".cm-line").last()).toHaveText("// written early, and on");
});

for (const width of [360, 800, 1400]) {
  test(`at ${width} px nothing moves while the page loads, and nothing overflows`, async ({
    playground,
  }) => {
    const { page } = playground;
    await page.setViewportSize({ width, height: 800 });
    await page.addInitScript(() => {
      new PerformanceObserver((list) => {
        const before = Number(Reflect.get(globalThis, "moved") ?? 0);
        const moved = list.getEntries().map((entry) => Number(Reflect.get(entry, "value")));
        Reflect.set(globalThis, "moved", Math.max(before, ...moved));
      }).observe({ type: "layout-shift", buffered: true });
    });
    await playground.open();
    await expect(page.locator(".cm-content")).toBeVisible();
    await expect(playground.card).toContainText("tea, at");
    // The timeline's marks move with time: that is far below this.
    expect(await page.evaluate(() => Number(Reflect.get(globalThis, "moved") ?? 0))).toBeLessThan(
      0.02,
    );
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
}

test("code, files and open panel survive a reload; storage and alarms survive a run", async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await playground.panel("Storage");
  await page.getByRole("button", { name: "Files" }).click();
  await page.getByRole("menuitem", { name: "New file" }).click();
  await page.getByRole("textbox", { name: "Name of the new file" }).fill("words.ts");
  await page.keyboard.press("Enter");
  await page.locator(".cm-content").click();
  await page.keyboard.insertText(`export const words = "Once more";`);
  await page.getByRole("tab", { name: "index.ts" }).click();
  await write(page, `\nimport { words } from "./words.ts";\nconsole.log(words);`);
  await expect(playground.state).toHaveText("Running, code edited");
  await page.keyboard.press("ControlOrMeta+Enter");
  await playground.running();
  await expect(playground.card).toContainText("tea, at");
  await playground.reload();
  await expect(page.getByRole("tab", { name: "words.ts" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Storage" })).toHaveAttribute("aria-selected", "true");
  await playground.panel("Console");
  await expect(playground.console.getByText("Once more")).toHaveCount(2);
  await page.getByRole("button", { name: /^Project:/ }).click();
  await page.getByRole("menuitem", { name: "Discard my changes" }).click();
  await expect(page.getByRole("tab", { name: "words.ts" })).toBeHidden();
});

test("errors while loading and running are shown at their lines", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.running();
  await write(page, "\nlet broken: = 1;");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(playground.state).toHaveText("Failed");
  const broken = page.locator(".cm-line", { hasText: "let broken" });
  await expect(broken).toHaveAttribute("data-problem", /^SyntaxError: Unexpected token/);
  await page.keyboard.press("ControlOrMeta+z");
  await page.getByText("console.log(text);").click();
  await page.keyboard.press("End");
  await page.keyboard.insertText(`\n    throw new Error("no tea");`);
  await page.keyboard.press("ControlOrMeta+Enter");
  await playground.running();
  await playground.nextAlarm();
  const thrown = page.locator(".cm-line", { hasText: "no tea" });
  await expect(thrown).toHaveAttribute("data-problem", "Error: no tea");
});

test("completion and hover know the API of Durable Objects", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await page.getByText("console.log(text);").click();
  await page.keyboard.press("End");
  await page.keyboard.type("\nthis.ctx.storage.setA");
  await expect(page.getByRole("option", { name: "setAlarm" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.locator(".cm-line", { hasText: "storage.setAlarm" }).last()).toBeVisible();
  await page.getByText("getByName").hover();
  await expect(page.locator(".cm-hover")).toContainText("DurableObjectStub<Reminder>");
});

test("a command formats the file; a syntax error is reported, and the code stays", async ({
  playground,
}) => {
  const { page } = playground;
  const line = (text: string): Locator => page.locator(".cm-line", { hasText: text });
  await playground.open();
  await page.getByText("console.log(text);").click();
  await page.keyboard.press("End");
  await page.keyboard.type("if(text){console.log( 'formatted' )}");
  await page.getByRole("button", { name: "Files" }).click();
  await page.getByRole("menuitem", { name: "Format" }).click();
  await expect(line('console.log("formatted");')).toHaveText(/^ {6}console/);
  await page.getByText("console.log(text);").click();
  await page.keyboard.press("End");
  await page.keyboard.type("let let = ;");
  await page.keyboard.press("Shift+Alt+F");
  await expect(page.getByText(/cannot be formatted/)).toBeVisible();
  await expect(line("let let = ;")).toBeVisible();
});

test("code from a link does not run before Run is pressed, and is labeled", async ({
  playground,
  context,
}) => {
  const { page } = playground;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await playground.open();
  await playground.running();
  await write(page, `\nconsole.log("the shared code runs");`);
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("menuitem", { name: "Copy link" }).click();
  await expect(page.getByText("Link copied.")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByText("Code from a link.")).toBeVisible();
  await expect(playground.state).toHaveText("Not running");
  await expect(page.locator(".cm-content")).toContainText("the shared code runs");
  // It is not stored before it is run or edited, so the link stays in the address.
  expect(new URL(page.url()).hash).toBe(new URL(link).hash);
  const projects = (): Promise<number> =>
    page.evaluate(() => Object.keys(localStorage).filter((key) => / project /.test(key)).length);
  const before = await projects();
  await page.reload();
  await expect(playground.state).toHaveText("Not running");
  await playground.panel("Console");
  await expect(playground.console.getByText("the shared code runs")).toHaveCount(0);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(playground.console.getByText("the shared code runs")).toHaveCount(1);
  await expect(page.getByText("Code from a link.")).toBeHidden();
  expect(new URL(page.url()).hash).toBe("");
  expect(await projects()).toBe(before + 1);
  // The reader's own project is unchanged.
  await playground.choose("A first alarm");
  await expect(page.locator(".cm-content")).toContainText("the shared code runs");
});

test("a shared example keeps its title and its sentence", async ({ playground }) => {
  const example = {
    name: "first-alarm",
    files: { "index.ts": "export default {};" },
    config: { main: "index.ts", compatibilityDate: "2026-05-01", namespaces: [] },
  };
  await playground.open(new URL(await linkOf(example, "http://localhost/")).hash);
  await expect(playground.card.locator("strong")).toHaveText("A first alarm");
  await expect(playground.card).toContainText("The alarm is stored on disk.");
});

test("while the page reloads, the card shows the stored alarm", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await expect(playground.card).toContainText("tea, at");
  await page.route(/host-entry|sql-wasm/, async (route) => {
    await page.waitForFunction(() => Reflect.has(globalThis, "seen")).catch(() => undefined);
    await route.continue();
  });
  await page.reload();
  await expect(playground.card).toContainText(/tea, at [0-9:]+\. Still stored\. The host is start/);
  await expect(playground.card.getByRole("timer")).toHaveText(/^00:\d\d\.\d$/);
  await page.evaluate(() => Reflect.set(globalThis, "seen", true));
  await playground.running();
});

test("changes can only be discarded if there are some", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.running();
  const discard = page.getByRole("menuitem", { name: "Discard my changes" });
  const menu = page.getByRole("button", { name: /^Project:/ });
  await menu.click();
  await expect(discard).toBeDisabled();
  await page.keyboard.press("Escape");
  await write(page, "// changed");
  await menu.click();
  await expect(discard).toBeEnabled();
});

test("at 360 px a menu stays in the window, and an opened panel is scrolled to", async ({
  playground,
}) => {
  const { page } = playground;
  await page.setViewportSize({ width: 360, height: 700 });
  await playground.open();
  await playground.running();
  await page.getByRole("button", { name: /^Project:/ }).click();
  const box = await page.getByRole("menu").boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Storage" }).focus();
  await page.evaluate(() => scrollTo(0, 0));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tabpanel", { name: "Storage" })).toBeInViewport({ ratio: 0.5 });
});

test("the answer disappears when a later alarm fires", async ({ playground }) => {
  await playground.open();
  await playground.running();
  await playground.send("Remind in 30 s", "done");
  await playground.nextAlarm();
  await expect(playground.card).toContainText("✓ Fired");
  await expect(playground.card.getByRole("status", { name: "Answer" })).toHaveText("");
});

test("the policy allows the page's markup to be parsed again", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.running();
  // An inline style in the light DOM would be refused, and fail this test.
  await page.evaluate(() => {
    const { outerHTML } = document.documentElement;
    document.documentElement.innerHTML = outerHTML;
  });
  await expect(page.locator("[style]")).toHaveCount(0);
});

for (const [kind, hash, says] of [
  ["damaged", "#code/1/H4sIAAAAAAAAA6tWykvMTVWyUjA", "This link is damaged"],
  ["newer", "#code/2/whatever", "made by a newer playground"],
] as const) {
  test(`a ${kind} link gets a clear message, and nothing is lost`, async ({ playground }) => {
    await playground.open(hash);
    await expect(playground.page.getByRole("alert")).toContainText(says);
    await expect(playground.page.getByRole("tab", { name: "index.ts" })).toBeVisible();
  });
}

test("a project and its disk are downloaded as zips and opened again", async ({ playground }) => {
  const { page } = playground;
  const download = async (item: string): Promise<string> => {
    const begun = page.waitForEvent("download");
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByRole("menuitem", { name: item }).click();
    return (await begun).path();
  };
  const open = async (zip: string): Promise<void> => {
    await page.locator("input[type=file]").setInputFiles({
      name: "files.zip",
      mimeType: "application/zip",
      buffer: await readFile(zip),
    });
  };
  await playground.open();
  await expect(playground.card).toContainText("tea, at");
  const project = await download("Download wrangler project");
  const disk = await download("Download disk");
  expect(Object.keys(unzipSync(await readFile(project)))).toContain("src/index.ts");
  expect(Object.keys(unzipSync(await readFile(disk)))).toEqual([
    expect.stringMatching(/^first-alarm-Reminder\/[0-9a-f]{64}\.sqlite$/),
    "first-alarm-Reminder/metadata.sqlite",
  ]);

  await playground.nextAlarm();
  await expect(playground.card).toContainText("No alarm is pending.");
  await open(disk);
  const question = page.getByRole("dialog", { name: "Import these files?" });
  await expect(question).toContainText("2 files will be replaced");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(playground.card).toContainText("No alarm is pending.");
  await open(disk);
  await question.getByRole("button", { name: "Replace" }).click();
  await expect(page.getByText("2 files imported.")).toBeVisible();

  await open(project);
  await expect(page.getByText("Code from a file.")).toBeVisible();
  await expect(playground.state).toHaveText("Not running");
});

test("an endless loop leaves the page usable, and the host can be killed", async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await playground.running();
  await page.getByText("console.log(text);").click();
  await page.keyboard.press("End");
  await page.keyboard.insertText("\n    while (true);");
  await page.keyboard.press("ControlOrMeta+Enter");
  await playground.running();
  await playground.card.getByRole("button", { name: "Remind in 5 s" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "Your code is not responding." });
  await expect(alert).toBeVisible();
  await expect(playground.state).toHaveText(/Not responding/);
  await playground.panel("Storage");
  const told = page.getByRole("group", { name: "The host is not responding" });
  await expect(told.getByRole("button", { name: "Kill host" })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByRole("menuitem", { name: "Download disk" })).toBeDisabled();
  await page.keyboard.press("Escape");
  // The page still works: remove the loop and start the host again.
  await page.locator(".cm-line", { hasText: "while (true)" }).click({ clickCount: 3 });
  await page.keyboard.press("Delete");
  await alert.getByRole("button", { name: "Kill host" }).click();
  await expect(playground.state).toHaveText(/Killed/);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await playground.running();
  await playground.panel("Console");
  await expect(playground.console).toContainText("The tea is ready");
});

test("the page works offline after the first visit, and by keyboard alone", async ({
  playground,
  context,
}) => {
  const { page } = playground;
  await playground.open();
  await playground.running();
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    while (registration.active?.state !== "activated") {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  await context.setOffline(true);
  await page.reload();
  await playground.running();
  await expect(page.locator(".cm-content")).toBeVisible();

  const focused = (name: string | RegExp, role: "button" | "link" | "tab"): Promise<void> =>
    expect(page.getByRole(role, { name }).and(page.locator(":focus"))).toBeVisible();
  await page.keyboard.press("Tab");
  await focused(/^Project:/, "button");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("b");
  await expect(page.getByRole("menuitemradio", { name: "Batching" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(playground.card.locator("strong")).toHaveText("Batching");
  await playground.running();
  for (const name of ["Run", "Share", "Theme"]) {
    await page.keyboard.press("Tab");
    await focused(name, "button");
  }
  await page.keyboard.press("Enter");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.keyboard.press("Tab");
  await focused("Durable Objects", "link");
  await page.keyboard.press("Tab");
  await focused("index.ts", "tab");
  await page.keyboard.press("Tab");
  await focused("Files", "button");
  await page.keyboard.press("Tab");
  await expect(page.locator(".cm-content")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  const splitter = page.getByRole("separator", { name: "Width of the code" });
  await expect(splitter).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(splitter).toHaveAttribute("aria-valuenow", "48");
  await page.keyboard.press("Tab");
  await focused("Add an apple", "button");
  await page.keyboard.press("Enter");
  await expect(playground.card.getByRole("status", { name: "Answer" })).toHaveText("1");
});
