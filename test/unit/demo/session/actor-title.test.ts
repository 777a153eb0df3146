import { expect, test } from "vitest";
import { actorTitle } from "../../../../demo/session/actor-title.ts";

test.each([
  ["tea", "0123", "tea"],
  ["", "0123", '""'],
  [null, "0123", "0123"],
  [null, "0123456789abcdef", "01234567…"],
])("an object with the name %o and the id %s is shown as %s", (name, id, title) => {
  expect(actorTitle({ name, id })).toBe(title);
});
