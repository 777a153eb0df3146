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
  readonly told: () => string;
  readonly problem: () => string;
  readonly press: (label: string) => void;
  readonly leave: () => void;
}

/** A running session with its clock's controls, as after a visit of the page. */
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
    told: () => text(".told"),
    problem: () => text(".problem"),
    press,
    leave,
  };
}

const clockOf = ({ server }: Shown): { getByName(name: string): ClockStub } => server.env["CLOCK"];

interface ClockStub {
  set(delay: number, again?: number): Promise<number>;
}

test("time can stop, run fast and be real again; the badge says which", async () => {
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

test("time goes forward, alarms on the way fire", async () => {
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

test("what came of it is said: no alarm, how many ran, an end that does not come", async () => {
  localStorage.clear();
  const shown = await visit(newProject());
  shown.press("Next alarm");
  await expect.poll(shown.told).toBe("No alarm is pending.");
  await clockOf(shown).getByName("a").set(1000);
  shown.press("Until none is pending");
  await expect.poll(shown.told).toBe("1 alarm ran, and none is pending.");
  await clockOf(shown).getByName("a").set(1000, 1000);
  shown.press("Until none is pending");
  await expect.poll(shown.problem, { timeout: 60_000 }).toContain("1000 alarms ran, and one more");
  shown.press("Pause");
  await expect.poll(shown.problem).toBe("");
});

test("a paused clock is paused after a reload, and what is overdue by real time waits", async () => {
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

test("a fast clock goes on where it was, and never back", async () => {
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
