import { expect, onTestFinished, test } from "vitest";
import { page } from "vitest/browser";
import { TabdClockControls } from "../../demo/clock/clock-controls.ts";
import type { Playground } from "../../demo/session/playground.ts";
import { TabdDrawer } from "../../demo/shell/drawer.ts";
import { serverOf, showPanel, startSession } from "./panels/show-panel.ts";

const source = `
import { DurableObject } from "cloudflare:workers";

export class Room extends DurableObject {
  async enter(name: string) {
    await this.ctx.storage.put("member " + name, true);
    await this.ctx.storage.setAlarm(Date.now() + 1e9);
  }

  loop() {
    while (true);
  }

  alarm() {
    while (true);
  }
}

export default {
  async fetch(request: Request, env: { ROOM: { getByName(name: string): Room } }) {
    await env.ROOM.getByName("lobby").enter("Ada");
    return new Response("entered");
  },
};
`;

interface Room {
  enter(name: string): Promise<void>;
  loop(): Promise<never>;
}

const roomOf = (session: Playground): Room =>
  serverOf(session).env["ROOM"].getByName("lobby") as Room;

/** Until the session says so. */
async function until(session: Playground, state: Playground["state"]): Promise<void> {
  await expect.poll(() => session.state, { timeout: 20_000 }).toBe(state);
}

/** A session whose object has stored something, and whose host then hangs. */
async function hang(): Promise<Playground> {
  const session = await startSession({ files: { "index.ts": source } });
  await roomOf(session).enter("Ada");
  void roomOf(session)
    .loop()
    .catch(() => undefined);
  await until(session, "unresponsive");
  return session;
}

function drawer(session: Playground, panel: string): TabdDrawer {
  session.settings.set("drawer", panel);
  return showPanel(new TabdDrawer(), session);
}

const silence = page.getByRole("group", { name: "The host does not answer" });
const kill = silence.getByRole("button", { name: "Kill the host" });

/** What each panel would ask the host for, and what is to be seen of it once a host runs again. */
const panels: Record<
  string,
  { readonly tab?: string; readonly asks: string[]; readonly after: string }
> = {
  console: { asks: [], after: "Host does not answer: For 5 s." },
  request: { asks: ["Call"], after: "Object: name or id" },
  objects: { asks: [], after: "1 object" },
  storage: { asks: [], after: "member Ada" },
  disk: {
    asks: ["Download as zip", "Put a zip on it", "Check every file", "Wipe this disk"],
    after: "2 files",
  },
};

for (const [name, { asks, after }] of Object.entries(panels)) {
  test(`opened while the host does not answer, the ${name} panel says so and offers to kill it`, async () => {
    const session = await hang();
    drawer(session, name);
    await expect.element(silence).toBeVisible();
    await expect
      .element(silence)
      .toHaveTextContent(/The host does not answer: this is from before/);
    for (const button of asks) {
      await expect.element(page.getByRole("button", { name: button, exact: true })).toBeDisabled();
    }
    // There is no spinner, and nothing that claims to come.
    await expect.element(page.getByText(/^(?:Loading|Waiting)/)).not.toBeInTheDocument();
    await kill.click();
    await until(session, "killed");
    await expect.element(silence).not.toBeInTheDocument();
    if (name !== "console") {
      await expect.element(page.getByText(/The host is dead, as after a crash/)).toBeVisible();
    }
    await session.run();
    await until(session, "running");
    await expect.element(page.getByText(after).first()).toBeVisible();
    for (const button of asks) {
      await expect.element(page.getByRole("button", { name: button, exact: true })).toBeEnabled();
    }
  });
}

test("a panel that was open goes on showing what it knew, and begins anew after the kill", async () => {
  const session = await startSession({ files: { "index.ts": source } });
  await roomOf(session).enter("Ada");
  session.select({
    actor: (await serverOf(session).inspect.objects()).objects.map(({ className, id, name }) => ({
      className,
      id,
      name,
    }))[0],
  });
  for (const [name, known, asks] of [
    ["storage", "member Ada", ["Add a key", "Edit member Ada", "Delete member Ada"]],
    ["objects", "1 object", ["Fire now", "Delete alarm", "Fail the next alarm", "Evict"]],
  ] as const) {
    const panel = drawer(session, name);
    await expect.element(page.getByText(known)).toBeVisible();
    if (name === "storage") await page.getByRole("button", { name: "Edit member Ada" }).click();
    void roomOf(session)
      .loop()
      .catch(() => undefined);
    await until(session, "unresponsive");
    await expect.element(silence).toBeVisible();
    await expect.element(page.getByText(known)).toBeVisible();
    for (const button of asks) {
      await expect.element(page.getByRole("button", { name: button, exact: true })).toBeDisabled();
    }
    if (name === "storage") {
      await page.getByRole("button", { name: "Save" }).click();
      await expect.element(page.getByText("no host answers")).toBeVisible();
    }
    await kill.click();
    await session.run();
    await roomOf(session).enter("Bob");
    if (name === "storage") await expect.element(page.getByText("member Bob")).toBeVisible();
    else await expect.element(page.getByRole("button", { name: "Evict" })).toBeEnabled();
    panel.remove();
  }
});

test("calls and requests that wait are told when the host is killed", async () => {
  const session = await startSession({ files: { "index.ts": source } });
  drawer(session, "request");
  await page.getByLabelText("Object: name or id").fill("lobby");
  await page.getByLabelText("Method").first().fill("loop");
  await page.getByRole("button", { name: "Call" }).click();
  await expect.element(page.getByText("Waiting.")).toBeVisible();
  await until(session, "unresponsive");
  await kill.click();
  await expect.element(page.getByText("Failed")).toBeVisible();
  await expect.element(page.getByText("Waiting.")).not.toBeInTheDocument();
  await session.run();

  await page.getByRole("tab", { name: "HTTP" }).click();
  void roomOf(session)
    .loop()
    .catch(() => undefined);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect.element(page.getByText("Waiting for the answer.")).toBeVisible();
  await until(session, "unresponsive");
  await kill.click();
  await expect.element(page.getByText("Waiting for the answer.")).not.toBeInTheDocument();
  await expect
    .element(page.getByRole("alert").filter({ hasText: "Network connection lost." }))
    .toBeVisible();
});

test("time is not said to move while the host hangs in an alarm", async () => {
  const session = await startSession({ files: { "index.ts": source } });
  await roomOf(session).enter("Ada");
  await page.viewport(1000, 700);
  showPanel(new TabdClockControls(), session);
  const next = page.getByRole("button", { name: "Next alarm", exact: true });
  await next.click();
  await until(session, "unresponsive");
  await expect.element(page.getByText("The host does not answer: kill it to set")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Pause" })).toBeDisabled();
  await expect.element(next).toBeDisabled();
  await expect.element(page.getByText("Moving…")).not.toBeInTheDocument();
  session.kill();
  await until(session, "killed");
  await expect.element(page.getByText("The host does not answer")).not.toBeInTheDocument();
  await expect.element(page.getByText("Moving…")).not.toBeInTheDocument();
});

test("code that never ends being loaded can be killed, mended and run", async () => {
  const session = await startSession({ files: { "index.ts": source } });
  drawer(session, "objects");
  session.edit({ "index.ts": `${source}\nwhile (true);` });
  const run = session.run();
  await until(session, "unresponsive");
  await expect.element(page.getByText("The host does not answer: its code runs")).toBeVisible();
  await page.getByRole("button", { name: "Kill the host" }).click();
  await until(session, "killed");
  await run;
  session.edit({ "index.ts": source });
  await page.getByRole("button", { name: "Run again" }).click();
  await until(session, "running");
  await roomOf(session).enter("Ada");
  await expect.element(page.getByText("1 object")).toBeVisible();
});

test("code that is long in being loaded is starting again as soon as it answers", async () => {
  const session = await startSession({ files: { "index.ts": source } });
  const states: string[] = [];
  const hear = (): void => void (states.at(-1) === session.state || states.push(session.state));
  session.addEventListener("change", hear);
  onTestFinished(() => session.removeEventListener("change", hear));
  // While it is loaded, code has no clock that goes on.
  const wait = `
const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
Atomics.wait(new Int32Array(buffer), 0, 0, 8000);`;
  session.edit({ "index.ts": source + wait });
  await session.run();
  expect(states).toEqual(["running", "starting", "unresponsive", "starting", "running"]);
});
