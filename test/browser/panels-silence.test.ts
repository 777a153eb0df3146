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

async function until(session: Playground, state: Playground["state"]): Promise<void> {
  await expect.poll(() => session.state, { timeout: 20_000 }).toBe(state);
}

/** A session with a stored key, whose host then hangs. */
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

const silence = page.getByRole("group", { name: "The host is not responding" });
const kill = silence.getByRole("button", { name: "Kill host" });

/** Each panel's buttons that need a host, and its content once a host runs again. */
const panels: Record<
  string,
  { readonly tab?: string; readonly asks: string[]; readonly after: string }
> = {
  console: { asks: [], after: "Host not responding: For 5 s." },
  request: { asks: ["Call"], after: "Object name or id" },
  objects: { asks: [], after: "1 object" },
  storage: { asks: [], after: "member Ada" },
  disk: {
    asks: ["Download as zip", "Import a zip", "Check all files", "Wipe this disk"],
    after: "2 files",
  },
};

for (const [name, { asks, after }] of Object.entries(panels)) {
  test(`opened while the host is not responding, the ${name} panel says so and offers to kill it`, async () => {
    const session = await hang();
    drawer(session, name);
    await expect.element(silence).toBeVisible();
    await expect
      .element(silence)
      .toHaveTextContent(/The host is not responding. The data below may be old/);
    for (const button of asks) {
      await expect.element(page.getByRole("button", { name: button, exact: true })).toBeDisabled();
    }
    // No spinner that promises an answer.
    await expect.element(page.getByText(/^(?:Loading|Waiting)/)).not.toBeInTheDocument();
    await kill.click();
    await until(session, "killed");
    await expect.element(silence).not.toBeInTheDocument();
    if (name !== "console") {
      await expect
        .element(page.getByText(/The host was killed. Stored data is safe/))
        .toBeVisible();
    }
    await session.run();
    await until(session, "running");
    await expect.element(page.getByText(after).first()).toBeVisible();
    for (const button of asks) {
      await expect.element(page.getByRole("button", { name: button, exact: true })).toBeEnabled();
    }
  });
}

test("an open panel keeps its data while the host is not responding, and updates after a kill", async () => {
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
      await expect
        .element(page.getByText("Not saved: the host is not running or not responding."))
        .toBeVisible();
    }
    await kill.click();
    await session.run();
    await roomOf(session).enter("Bob");
    if (name === "storage") await expect.element(page.getByText("member Bob")).toBeVisible();
    else await expect.element(page.getByRole("button", { name: "Evict" })).toBeEnabled();
    panel.remove();
  }
});

test("pending calls and requests fail when the host is killed", async () => {
  const session = await startSession({ files: { "index.ts": source } });
  drawer(session, "request");
  await page.getByLabelText("Object name or id").fill("lobby");
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
  await expect.element(page.getByText("Waiting for the response.")).toBeVisible();
  await until(session, "unresponsive");
  await kill.click();
  await expect.element(page.getByText("Waiting for the response.")).not.toBeInTheDocument();
  await expect
    .element(page.getByRole("alert").filter({ hasText: "Network connection lost." }))
    .toBeVisible();
});

test("no progress is shown while the host hangs in an alarm", async () => {
  const session = await startSession({ files: { "index.ts": source } });
  await roomOf(session).enter("Ada");
  await page.viewport(1000, 700);
  showPanel(new TabdClockControls(), session);
  const next = page.getByRole("button", { name: "Next alarm", exact: true });
  await next.click();
  await until(session, "unresponsive");
  await expect.element(page.getByText("The host is not responding. Kill it to use")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Pause" })).toBeDisabled();
  await expect.element(next).toBeDisabled();
  await expect.element(page.getByText("Advancing…")).not.toBeInTheDocument();
  session.kill();
  await until(session, "killed");
  await expect.element(page.getByText("The host is not responding")).not.toBeInTheDocument();
  await expect.element(page.getByText("Advancing…")).not.toBeInTheDocument();
});

test("code that never finishes loading can be killed, fixed and run", async () => {
  const session = await startSession({ files: { "index.ts": source } });
  drawer(session, "objects");
  session.edit({ "index.ts": `${source}\nwhile (true);` });
  const run = session.run();
  await until(session, "unresponsive");
  await expect.element(page.getByText("The host is not responding. Its code may be")).toBeVisible();
  await page.getByRole("button", { name: "Kill host" }).click();
  await until(session, "killed");
  await run;
  session.edit({ "index.ts": source });
  await page.getByRole("button", { name: "Run again" }).click();
  await until(session, "running");
  await roomOf(session).enter("Ada");
  await expect.element(page.getByText("1 object")).toBeVisible();
});

test("slow loading code returns to the starting state once it responds", async () => {
  const session = await startSession({ files: { "index.ts": source } });
  const states: string[] = [];
  const hear = (): void => void (states.at(-1) === session.state || states.push(session.state));
  session.addEventListener("change", hear);
  onTestFinished(() => session.removeEventListener("change", hear));
  // The clock does not advance while code loads.
  const wait = `
const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
Atomics.wait(new Int32Array(buffer), 0, 0, 8000);`;
  session.edit({ "index.ts": source + wait });
  await session.run();
  expect(states).toEqual(["running", "starting", "unresponsive", "starting", "running"]);
});
