import { expect, test } from "vitest";
import { readArguments } from "../../../../src/tools/cli/arguments.ts";

const none = { path: ".", port: 8797, open: false, help: false, version: false };

test.each([
  [[], none],
  [["app/wrangler.toml"], { ...none, path: "app/wrangler.toml" }],
  [["--port", "0", "--open", "--env=next"], { ...none, port: 0, open: true, environment: "next" }],
  [["--build", "site"], { ...none, build: "site" }],
  [["-h"], { ...none, help: true }],
  [["-v"], { ...none, version: true }],
])("%j", (argv, wanted) => {
  expect(readArguments(argv)).toEqual(wanted);
});

test.each([
  [["--prot", "1"], /Unknown option '--prot'/],
  [["--port"], /argument missing/],
  [["--port", "http"], "--port must be a number from 0 to 65535, not 'http'."],
  [["--port", "65536"], "--port must be a number"],
  [["--build", ""], "--build needs a folder."],
  [["a", "b"], "Unexpected argument 'b'."],
])("%j is refused", (argv, message) => {
  expect(() => readArguments(argv)).toThrow(message);
});
