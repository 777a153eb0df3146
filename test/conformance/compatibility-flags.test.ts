import { expect, test } from "vitest";

import { compatibility } from "../../src/config/compatibility.ts";
import { FLAGS_WITHOUT_EFFECT } from "../../src/config/flags-without-effect.ts";
import { Workerd } from "./workerd.ts";

/** workerd's error for a date and flags, or a note that it accepts them. */
function refusal(compatibilityDate: string, compatibilityFlags: string[]): Promise<string> {
  const modules = { "main.js": "export default {}" };
  return Workerd.start(
    { modules, compatibilityDate, compatibilityFlags },
    { experimental: true },
  ).then(
    (workerd) => workerd.stop().then(() => "was not refused"),
    (error: Error) => error.message,
  );
}

test("workerd knows every flag that is accepted without effect", async () => {
  // The list holds flags and their opposites, which workerd refuses as contradictory.
  const refused = await refusal("2021-01-01", [...FLAGS_WITHOUT_EFFECT]);
  expect(refused).toContain("Compatibility flags are mutually contradictory");
  expect(refused).not.toContain("No such compatibility flag");
});

/** tabd's error for a flag. */
function own(date: string, flag: string): string {
  try {
    compatibility(date, [flag]);
    return "was not refused";
  } catch (error) {
    return (error as Error).message.replace("compatibilityFlags[0]: ", "");
  }
}

const ALL = Object.keys(compatibility("2021-01-01", []));

test.each(ALL)("workerd has the same date for %s", async (flag) => {
  const refused = await refusal("2026-11-17", [flag]);
  const message = own("2026-11-17", flag);
  expect(refused).toContain(message);
  // The date on which the flag became the default, and the day before.
  const [, since] = /as of (\d{4}-\d\d-\d\d)/.exec(message) ?? [];
  if (since === undefined) return;
  const before = new Date(Date.parse(since) - 86_400_000).toISOString().slice(0, 10);
  expect(await refusal(since, [flag])).toContain(own(since, flag));
  expect(await refusal(before, [flag])).toBe("was not refused");
  expect(own(before, flag)).toBe("was not refused");
});
