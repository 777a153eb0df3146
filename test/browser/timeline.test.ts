import type { ActorRef, HostEvent } from "tabd";
import { expect, onTestFinished, test } from "vitest";
import { userEvent } from "vitest/browser";
import "../../demo/console/console-panel.ts";
import "../../demo/timeline/timeline.ts";
import type { Project } from "../../demo/session/project.ts";
import { Playground } from "../../demo/session/playground.ts";
import { Settings } from "../../demo/session/settings.ts";

let projects = 0;

/** A session without a host, with an empty history. */
async function newSession(): Promise<Playground> {
  localStorage.clear();
  const project: Project = {
    name: `timeline-${Date.now()}-${projects++}`,
    files: { "index.ts": "export default {}" },
    config: { main: "index.ts", compatibilityDate: "2026-11-17", namespaces: [] },
  };
  const session = await Playground.resume(new Settings(), project);
  session.history.clear();
  return session;
}

async function show<Name extends "tabd-timeline" | "tabd-console-panel">(
  name: Name,
  session: Playground,
): Promise<HTMLElementTagNameMap[Name]> {
  const element = document.createElement(name);
  element.style.cssText = "width:800px;height:300px";
  element.session = session;
  document.body.append(element);
  onTestFinished(() => element.remove());
  await element.updateComplete;
  return element;
}

const actor = (name: string): ActorRef => ({
  namespace: "things",
  className: "Thing",
  actorId: name.padEnd(64, "x"),
  actorName: name,
});

const error = { name: "Error", message: "no tea" };

/** The events of an alarm that is set, and may fire. */
function delivery(name: string, time: number, works = true): HostEvent[] {
  const base = { ...actor(name), scheduledTime: time };
  return [
    { ...base, type: "alarm-set", time: time - 4000 },
    { ...base, type: "alarm-fired", time, retryCount: 0 },
    {
      type: "console",
      time: time + 1,
      level: "log",
      text: `${name} at work`,
      actor: actor(name),
    },
    works
      ? { ...base, type: "alarm-succeeded", time: time + 2 }
      : {
          ...base,
          type: "alarm-failed",
          time: time + 2,
          retryAt: time + 20_000,
          retryCount: 1,
          counted: true,
          error,
        },
  ];
}

const marks = (element: HTMLElement): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>("[role=option]") ?? []),
];
const names = (element: HTMLElement): string[] =>
  marks(element).map((mark) => mark.ariaLabel ?? "");
const focused = (element: HTMLElement): string =>
  element.shadowRoot?.activeElement?.ariaLabel ?? "";
const inSight = (element: HTMLElement): HTMLElement[] => {
  const { left, right } = element.getBoundingClientRect();
  return marks(element).filter((mark) => {
    const { x } = mark.getBoundingClientRect();
    return x >= left && x <= right;
  });
};

/** The event of a paused clock, so that nothing moves by itself. */
const pausedAt = (now: number): HostEvent => ({
  type: "clock-changed",
  time: now,
  clock: { mode: "frozen", now },
});

test("each object has a lane, and each event a mark with a name", async () => {
  const session = await newSession();
  const timeline = await show("tabd-timeline", session);
  const now = Date.now();
  session.history.add(pausedAt(now));
  for (const event of delivery("tea", now - 10_000)) session.history.add(event);
  for (const event of delivery("mail", now - 9000, false)) session.history.add(event);
  await expect.poll(() => names(timeline).length).toBe(6);
  const groups = [...(timeline.shadowRoot?.querySelectorAll("[role=group]") ?? [])];
  expect(groups.map(({ ariaLabel }) => ariaLabel)).toEqual([
    "Page and host",
    "mail, Thing",
    "tea, Thing",
  ]);
  expect(names(timeline)[0]).toMatch(/^Clock paused, \d\d:\d\d:\d\d$/);
  expect(names(timeline)[1]).toMatch(/^Alarm set, .*, for /);
  expect(names(timeline)[2]).toMatch(/^Alarm failed, .*, retry at /);
  expect(names(timeline)[3]).toMatch(/^Retry 1 pending, .*, in 11 s$/);
  expect(names(timeline)[5]).toMatch(/^Alarm delivered, /);
  expect(marks(timeline).filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
});

test("keys move between events, open the details, and select the event's console lines", async () => {
  const session = await newSession();
  const timeline = await show("tabd-timeline", session);
  const panel = await show("tabd-console-panel", session);
  const now = Date.now();
  session.history.add(pausedAt(now));
  for (const event of delivery("mail", now - 9000)) session.history.add(event);
  for (const event of delivery("tea", now - 10_000, false)) session.history.add(event);
  await expect.poll(() => names(timeline).length).toBe(6);
  marks(timeline).at(-1)?.focus();
  expect(focused(timeline)).toContain("Retry 1 pending");
  await userEvent.keyboard("{ArrowLeft}");
  await expect.poll(() => focused(timeline)).toContain("Alarm failed");
  await userEvent.keyboard("{ArrowUp}");
  await expect.poll(() => focused(timeline)).toContain("Alarm delivered");
  await userEvent.keyboard("{Home}");
  await expect.poll(() => focused(timeline)).toContain("Alarm set");
  await userEvent.keyboard("{End}{Enter}");
  const details = (): Element | null | undefined => timeline.shadowRoot?.querySelector(".details");
  await expect.poll(() => details()?.textContent).toContain("mail · Thing");
  expect(details()?.textContent).toContain("Show console line");
  const selected = (): string | null | undefined =>
    panel.shadowRoot?.querySelector(".line.selected .text")?.textContent;
  await expect.poll(() => selected()).toBe("mail at work");
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => details() ?? null).toBe(null);
  expect(focused(timeline)).toContain("Alarm delivered");
});

test("selecting a console line shows its event in the timeline", async () => {
  const session = await newSession();
  const timeline = await show("tabd-timeline", session);
  const panel = await show("tabd-console-panel", session);
  const now = Date.now();
  session.history.add(pausedAt(now));
  for (const event of delivery("tea", now - 86_400_000, false)) session.history.add(event);
  const when = (): HTMLElement | null | undefined =>
    panel.shadowRoot?.querySelector<HTMLElement>(".when");
  await expect.poll(() => when() ?? null).not.toBe(null);
  expect(inSight(timeline).map(({ ariaLabel }) => ariaLabel)).not.toContain(/failed/);
  when()?.click();
  const details = (): string | null | undefined =>
    timeline.shadowRoot?.querySelector(".details h3")?.textContent;
  await expect.poll(details).toBe("Alarm failed");
  const chosen = (): boolean =>
    inSight(timeline).some(({ ariaSelected }) => ariaSelected === "true");
  await expect.poll(chosen).toBe(true);
});

test("zooming in separates events, fit shows all of them", async () => {
  const session = await newSession();
  const timeline = await show("tabd-timeline", session);
  const now = Date.now();
  session.history.add(pausedAt(now));
  for (const ago of [9_000_000, 8_999_990, 100]) {
    for (const event of delivery("tea", now - ago)) session.history.add(event);
  }
  const button = (label: string): HTMLElement => {
    const buttons = [
      ...(timeline.shadowRoot?.querySelectorAll<HTMLElement>(".toolbar button") ?? []),
    ];
    const found = buttons.find(
      (one) => one.ariaLabel === label || one.textContent?.trim() === label,
    );
    if (found === undefined) throw new Error(`no button ${label}`);
    return found;
  };
  expect(button("Follow now").ariaPressed).toBe("true");
  await expect.poll(() => names(timeline).length).toBeGreaterThan(0);
  button("Fit").click();
  await expect.poll(() => inSight(timeline).length).toBe(3);
  expect(button("Follow now").ariaPressed).toBe("false");
  const crowded = inSight(timeline).find((mark) => mark.ariaLabel?.includes("more"));
  expect(crowded?.querySelector(".count")?.textContent).toBe("2");
  crowded?.focus();
  for (let step = 0; step < 40; step++) await userEvent.keyboard("+");
  await expect.poll(() => focused(timeline)).not.toContain("more");
  button("Follow now").click();
  await expect.poll(() => button("Follow now").ariaPressed).toBe("true");
});

test("Ctrl+wheel zooms, the horizontal wheel pans, the plain wheel scrolls the lanes", async () => {
  const session = await newSession();
  const timeline = await show("tabd-timeline", session);
  const now = Date.now();
  session.history.add(pausedAt(now));
  for (const event of delivery("tea", now - 10_000)) session.history.add(event);
  await expect.poll(() => names(timeline).length).toBe(3);
  const plot = timeline.shadowRoot?.querySelector<HTMLElement>(".plot") as HTMLElement;
  const { left, width, top } = plot.getBoundingClientRect();
  const delivered = (): number =>
    marks(timeline)
      .find(({ ariaLabel }) => ariaLabel?.startsWith("Alarm delivered"))
      ?.getBoundingClientRect().x ?? 0;
  const wheel = async (init: WheelEventInit): Promise<boolean> => {
    const clientX = left + width / 2;
    const event = new WheelEvent("wheel", { ...init, clientX, clientY: top, cancelable: true });
    plot.dispatchEvent(event);
    await timeline.updateComplete;
    return event.defaultPrevented;
  };
  const before = delivered();
  expect(await wheel({ deltaX: 50, deltaY: 10 })).toBe(true);
  expect(delivered()).toBeCloseTo(before - 50, 0);
  expect(await wheel({ deltaY: 50, shiftKey: true })).toBe(true);
  expect(delivered()).toBeCloseTo(before - 100, 0);
  const middle = left + width / 2 - 9;
  expect(await wheel({ deltaY: -100, ctrlKey: true })).toBe(true);
  expect(delivered() - middle).toBeCloseTo((before - 100 - middle) * Math.exp(0.2), 0);
  expect(await wheel({ deltaY: 100 })).toBe(false);
});

test("with hundreds of objects and thousands of events only visible marks are rendered", async () => {
  const session = await newSession();
  const timeline = await show("tabd-timeline", session);
  const now = Date.now();
  session.history.add(pausedAt(now));
  for (let index = 0; index < 1200; index++) {
    const events = delivery(`object ${index % 300}`, now - 30_000 + index * 20, index % 7 > 0);
    for (const event of events) session.history.add(event);
  }
  await expect.poll(() => names(timeline).length).toBeGreaterThan(10);
  const root = timeline.shadowRoot;
  const rows = (): number => root?.querySelectorAll(".lanes .row").length ?? 0;
  expect(rows()).toBeLessThan(20);
  expect(names(timeline).length).toBeLessThan(300);
  const scroller = root?.querySelector(".scroller") as HTMLElement;
  expect(scroller.scrollHeight).toBeGreaterThan(300 * 36);
  scroller.scrollTop = scroller.scrollHeight;
  const last = (): string | null | undefined =>
    [...(root?.querySelectorAll("[role=group]") ?? [])].at(-1)?.ariaLabel;
  await expect.poll(last).toBe("object 299, Thing");
  expect(rows()).toBeLessThan(20);
  const filter = root?.querySelector<HTMLInputElement>("input[type=search]");
  await userEvent.fill(filter as HTMLInputElement, "object 29");
  const lanes = (): (string | null)[] =>
    [...(root?.querySelectorAll(".lanes [role=group]") ?? [])].map(({ ariaLabel }) => ariaLabel);
  await expect.poll(() => lanes().every((name) => name?.startsWith("object 29"))).toBe(true);
  expect(lanes().length).toBeGreaterThan(5);

  // The filter survives a reload, and can be seen and cleared even with few objects.
  timeline.remove();
  const again = await show("tabd-timeline", session);
  const field = (): HTMLInputElement | null | undefined =>
    again.shadowRoot?.querySelector<HTMLInputElement>("input[type=search]");
  expect(field()?.value).toBe("object 29");
  session.history.clear();
  for (const event of delivery("tea", now)) session.history.add(event);
  await expect
    .poll(() => again.shadowRoot?.querySelector(".empty")?.textContent)
    .toMatch(/matches the filter/);
  await userEvent.clear(field() as HTMLInputElement);
  await expect.poll(() => again.shadowRoot?.querySelector(".empty")).toBe(null);
  expect(field()).toBe(null);
});

test("the line of the current time moves unless the clock is paused", async () => {
  const session = await newSession();
  const timeline = await show("tabd-timeline", session);
  const now = Date.now();
  session.history.add(pausedAt(now));
  const tag = (): string => timeline.shadowRoot?.querySelector(".tag")?.textContent?.trim() ?? "";
  await expect.poll(tag).toBe("paused");
  timeline.shadowRoot?.querySelector<HTMLElement>(".plot")?.focus();
  // The view stays in place while the line moves.
  await userEvent.keyboard("{Shift>}{ArrowRight}{/Shift}");
  const line = (): string =>
    timeline.shadowRoot?.querySelector<HTMLElement>(".now")?.style.transform ?? "";
  await timeline.updateComplete;
  const before = line();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(line()).toBe(before);
  session.history.add({
    type: "clock-changed",
    time: now,
    clock: { mode: "rated", now, rate: 60 },
  });
  await expect.poll(tag).toBe("now");
  await expect.poll(line).not.toBe(before);
});

test("range and filter are restored after a reload", async () => {
  const session = await newSession();
  const timeline = await show("tabd-timeline", session);
  session.history.add(pausedAt(Date.now()));
  timeline.shadowRoot?.querySelector<HTMLElement>(".plot")?.focus();
  await userEvent.keyboard("---");
  const context = (): string | undefined =>
    timeline.shadowRoot?.querySelectorAll(".tick span").item(0)?.textContent;
  await expect.poll(context).not.toBe(undefined);
  const before = context();
  timeline.remove();
  const again = await show("tabd-timeline", session);
  await expect
    .poll(() => again.shadowRoot?.querySelectorAll(".tick span").item(0)?.textContent)
    .toBe(before);
});
