import { expect, test } from "./fixture.ts";

test("page.evaluate() awaits a call's promise", async ({ tab }) => {
  await tab.open();
  const instance = await tab.page.evaluate(async () => await harness.probe("tea").instance());
  expect(instance).toEqual(expect.any(String));
  expect(await tab.page.evaluate(() => harness.probe("tea").instance())).toBe(instance);
});
