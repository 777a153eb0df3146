import { linkOf } from "../../demo/share/share-link.ts";
import { expect, test } from "./playground-page.ts";

/** Long runs set 20000. */
const alarms = Number(process.env["TABD_ALARMS"] ?? 500);

const code = `
import { DurableObject } from "cloudflare:workers";

let woken = 0;

export class Sleeper extends DurableObject {
  wakeIn(ms: number) {
    return this.ctx.storage.setAlarm(Date.now() + ms);
  }

  async alarm() {
    await this.ctx.storage.put("woken", ++woken);
  }
}

export class Herd extends DurableObject<Env> {
  async start(count: number) {
    for (let first = 0; first < count; first += 200) {
      const names = Array.from({ length: Math.min(200, count - first) }, (_, n) => "s" + (first + n));
      await Promise.all(names.map((name) => this.env.SLEEPER.getByName(name).wakeIn(2000)));
    }
  }

  woken() {
    return woken;
  }
}
`;

interface Frame extends PerformanceEntry {
  readonly renderStart: number;
  readonly scripts: readonly (PerformanceEntry & {
    readonly invoker: string;
    readonly sourceFunctionName: string;
  })[];
}

/** A task of more than 50 ms. */
interface LongTask {
  readonly duration: number;
  /** The parts of its frame, with their durations. */
  readonly parts: readonly string[];
}

test(`${alarms} alarms fire while the reader types`, async ({ playground }) => {
  test.setTimeout(60_000 + alarms * 20);
  const { page } = playground;
  const request = { kind: "rpc", className: "Herd", object: "a" } as const;
  const link = await linkOf(
    {
      files: { "index.ts": code },
      config: {
        main: "index.ts",
        compatibilityDate: "2026-05-01",
        namespaces: [
          { className: "Sleeper", binding: "SLEEPER" },
          { className: "Herd", binding: "HERD" },
        ],
      },
      requests: [
        { ...request, title: "Go", method: "start", args: `${alarms}` },
        { ...request, title: "Count", method: "woken", args: "" },
      ],
      name: "typing",
      disk: "typing",
    },
    "http://localhost/",
  );
  await playground.open(new URL(link).hash);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await playground.running();
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.insertText("// ");
  await page.evaluate(observeLongTasks);
  await playground.card.getByRole("button", { name: "Go", exact: true }).click();
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+End");

  const noAlarm = playground.card.getByText("No alarm is pending.");
  await expect(noAlarm).toBeHidden();
  const words = "the quick brown fox jumps over the lazy dog ";
  let typed = "";
  const start = performance.now();
  do {
    for (const letter of words) await page.keyboard.press(letter === " " ? "Space" : letter);
    typed += words;
  } while (!(await noAlarm.isVisible()));
  const seconds = (performance.now() - start) / 1000;
  await playground.send("Count", `${alarms}`);
  // The project is stored with the text.
  await expect
    .poll(() => page.evaluate(() => Object.values(localStorage).join("\n")))
    .toContain(`// ${typed}`);
  const tasks = await page.evaluate(longTasks);
  console.log(
    `${alarms} alarms, ${typed.length} characters in ${seconds.toFixed(0)} s, ` +
      `${tasks.length} tasks of more than 50 ms`,
  );
  for (const { duration, parts } of tasks
    .toSorted((a, b) => b.duration - a.duration)
    .slice(0, 20)) {
    console.log(`${duration.toFixed(0)} ms: ${parts.join(", ")}`);
  }
});

/** Records the tasks of more than 50 ms, and the frames that they are part of. */
function observeLongTasks(): void {
  for (const type of ["longtask", "long-animation-frame"]) {
    const entries: PerformanceEntry[] = [];
    Reflect.set(globalThis, type, entries);
    new PerformanceObserver((list) => entries.push(...list.getEntries())).observe({ type });
  }
}

function longTasks(): LongTask[] {
  const tasks = Reflect.get(globalThis, "longtask") as PerformanceEntry[];
  const frames = Reflect.get(globalThis, "long-animation-frame") as Frame[];
  return tasks.map(({ startTime, duration }) => {
    const end = startTime + duration;
    const frame = frames.find(
      (one) => one.startTime < end && one.startTime + one.duration > startTime,
    );
    if (frame === undefined) return { duration, parts: [] };
    const parts = frame.scripts.map(
      ({ invoker, sourceFunctionName, duration }) =>
        `${invoker} ${sourceFunctionName} ${duration.toFixed(0)} ms`,
    );
    const rendering = frame.startTime + frame.duration - frame.renderStart;
    return { duration, parts: [...parts, `rendering ${rendering.toFixed(0)} ms`] };
  });
}
