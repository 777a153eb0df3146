import type { Server } from "tabd";
import { expect, onTestFinished, test, vi } from "vitest";
import "../../demo/clock/clock-controls.ts";
import type { Project } from "../../demo/session/project.ts";
import { Playground } from "../../demo/session/playground.ts";
import { Settings } from "../../demo/session/settings.ts";

vi.setConfig({ testTimeout: 90_000 });

const day = 86_400_000;

const source = `
  import { DurableObject } from "cloudflare:workers";
  export class Clock extends DurableObject {
    async set(delay, again = 0) {
      await this.ctx.storage.put("again", again);
      await this.ctx.storage.setAlarm(Date.now() + delay);
      return Date.now();
    }
    async alarm() {
      const again = await this.ctx.storage.get("again");
      if (again > 0) await this.ctx.storage.setAlarm(Date.now() + again);
    }
  }
  export default {};
`;

let projects = 0;

function newProject(): Project {
  return {
    name: `clock-${Date.now()}-${projects++}`,
    files: { "index.js": source },
    config: { main: "index.js", compatibilityDate: "2026-11-17", namespaces: [] },
  };
}

interface Shown {
  readonly session: Playground;
  readonly server: Server;
  readonly badge: () => string;
  readonly status: () => string;
  readonly problem: () => string;
  readonly press: (label: string) => void;
  readonly leave: () => void;
}

/** A running session with its clock controls, as on a page load. */
async function visit(project: Project): Promise<Shown> {
  const session = await Playground.resume(new Settings(), project);
  const element = document.createElement("tabd-clock-controls");
  element.session = session;
  document.body.append(element);
  const leave = (): void => {
    dispatchEvent(new PageTransitionEvent("pagehide"));
    element.remove();
    session.kill();
  };
  onTestFinished(leave);
  await session.run();
  const { server } = session;
  if (server === undefined) throw new Error(session.problem);
  await element.updateComplete;
  const root = element.shadowRoot as ShadowRoot;
  const text = (selector: string): string =>
    root.querySelector(selector)?.textContent?.trim() ?? "";
  const press = (label: string): void => {
    const buttons = [...root.querySelectorAll("button")];
    const button = buttons.find(({ textContent }) => textContent?.trim() === label);
    if (button === undefined) throw new Error(`no button ${label}`);
    button.click();
  };
  return {
    session,
    server,
    badge: () => text(".badge"),
    status: () => text(".status"),
    problem: () => text(".status + .problem"),
    press,
    leave,
  };
}

const clockOf = ({ server }: Shown): { getByName(name: string): ClockStub } => server.env["CLOCK"];

interface ClockStub {
  set(delay: number, again?: number): Promise<number>;
}

test("the badge shows whether the clock is paused, fast or real", async () => {
  localStorage.clear();
  const shown = await visit(newProject());
  expect(shown.badge()).toBe("Real time");
  shown.press("Pause");
  await expect.poll(shown.badge).toBe("Paused");
  expect((await shown.server.clock.state()).mode).toBe("frozen");
  shown.press("×3,600");
  await expect.poll(shown.badge).toBe("Time ×3,600");
  shown.press("Real");
  await expect.poll(shown.badge).toBe("Real time");
  shown.session.kill();
  await expect.poll(shown.badge).toBe("No host");
});

test("advancing the clock fires the alarms in between", async () => {
  localStorage.clear();
  const shown = await visit(newProject());
  await clockOf(shown)
    .getByName("a")
    .set(3 * day, 10 * day);
  const began = Date.now();
  shown.press("30 days");
  const fired = (): number[] =>
    shown.session.history.entries
      .filter(({ event }) => event.type === "alarm-fired")
      .map(({ time }) => Math.round((time - began) / day));
  await expect.poll(fired).toEqual([3, 13, 23]);
  await expect.poll(shown.badge).toBe("Shifted time");
  expect((await shown.server.clock.now()) - began).toBeGreaterThanOrEqual(30 * day);
});

test("each action shows its result: no alarm, how many fired, or too many", async () => {
  localStorage.clear();
  const shown = await visit(newProject());
  shown.press("Next alarm");
  await expect.poll(shown.status).toBe("No alarm is pending.");
  await clockOf(shown).getByName("a").set(1000);
  shown.press("Until none is pending");
  await expect.poll(shown.status).toBe("1 alarm fired. None is pending.");
  await clockOf(shown).getByName("a").set(1000, 1000);
  shown.press("Until none is pending");
  await expect.poll(shown.problem, { timeout: 60_000 }).toContain("1000 alarms ran, and one more");
  shown.press("Pause");
  await expect.poll(shown.problem).toBe("");
});

test("an error of the form is shown in its popover, and disappears with the next input", async () => {
  localStorage.clear();
  const shown = await visit(newProject());
  const root = document.querySelector("tabd-clock-controls")?.shadowRoot as ShadowRoot;
  const popover = root.querySelector("#forward") as HTMLElement;
  const amount = root.querySelector("#amount") as HTMLInputElement;
  const inPopover = (): string => popover.querySelector(".problem")?.textContent?.trim() ?? "";
  const below = (): string => shown.problem();
  popover.showPopover();
  const enter = (text: string): void => {
    amount.value = text;
    amount.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  enter("soon");
  shown.press("Go");
  await expect.poll(inPopover).toBe("Enter a number above 0, not “soon”.");
  expect(below()).toBe("");
  enter("1");
  await expect.poll(inPopover).toBe("");
  enter("");
  shown.press("Go");
  await expect.poll(inPopover).not.toBe("");
  popover.hidePopover();
  await expect.poll(inPopover).toBe("");
  expect(below()).toBe("");
});

test("a paused clock stays paused after a reload, and alarms overdue in real time wait", async () => {
  localStorage.clear();
  const project = newProject();
  const first = await visit(project);
  first.press("Pause");
  await expect.poll(first.badge).toBe("Paused");
  const stoppedAt = await clockOf(first).getByName("a").set(20);
  first.leave();
  await new Promise((resolve) => setTimeout(resolve, 50));

  const second = await visit(project);
  await expect.poll(second.badge).toBe("Paused");
  expect(await second.server.clock.now()).toBe(stoppedAt);
  const fired = (): boolean =>
    second.session.history.entries.some(({ event }) => event.type === "alarm-fired");
  expect(fired()).toBe(false);
  second.press("Real");
  await expect.poll(fired).toBe(true);
});

test("a fast clock continues after a reload and never goes back", async () => {
  localStorage.clear();
  const project = newProject();
  const first = await visit(project);
  first.press("×3,600");
  await expect.poll(first.badge).toBe("Time ×3,600");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const before = await first.server.clock.now();
  first.leave();

  const second = await visit(project);
  await expect.poll(second.badge).toBe("Time ×3,600");
  expect(await second.server.clock.now()).toBeGreaterThanOrEqual(before);
});
