import { expect, test } from "vitest";

import { FLAGS_WITHOUT_EFFECT } from "../../src/config/flags-without-effect.ts";
import { Workerd } from "./workerd.ts";

test("workerd knows every flag that is accepted without effect", async () => {
  // Flags and their opposites contradict each other, so it refuses them, each in turn.
  const started = Workerd.start(
    {
      modules: { "main.js": "export default {}" },
      compatibilityDate: "2021-01-01",
      compatibilityFlags: [...FLAGS_WITHOUT_EFFECT],
    },
    { experimental: true },
  );
  const refusal = await started.then(
    (workerd) => workerd.stop().then(() => "was not refused"),
    (error: Error) => error.message,
  );
  expect(refusal).toContain("Compatibility flags are mutually contradictory");
  expect(refusal).not.toContain("No such compatibility flag");
});
