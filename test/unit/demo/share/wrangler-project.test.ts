import { strFromU8 } from "fflate";
import { describe, expect, test } from "vitest";
import { catalog } from "../../../../demo/examples/catalog.ts";
import type { Project } from "../../../../demo/session/project.ts";
import { checkedProject } from "../../../../demo/session/checked-project.ts";
import { toWranglerProject } from "../../../../demo/share/wrangler-project.ts";
import { unpacked } from "../../../../demo/share/unpack-zip.ts";
import { packed } from "../../../../demo/share/zip.ts";

/** The files of a project's zip, as texts. `npm run check:wrangler` starts them. */
async function filesOf(project: Project): Promise<Record<string, string>> {
  const zip = packed(toWranglerProject(project)) as Uint8Array<ArrayBuffer>;
  const files = await unpacked(new Blob([zip]));
  return Object.fromEntries(
    Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)] as const),
  );
}

const classes: Record<string, string[]> = {
  "first-alarm": ["REMINDER=Reminder"],
  "many-reminders": ["REMINDERS=Reminders"],
  batching: ["BATCHER=Batcher"],
  "self-cleaning": ["VISIT=Visit"],
  retries: ["PURCHASE=Purchase"],
  "rate-limiter": ["LIMITER=Limiter"],
  subscription: ["SUBSCRIPTION=Subscription"],
  chat: ["ROOM=Room"],
  sql: ["THERMOMETER=Thermometer"],
  "two-objects": ["ORDER=Order", "WAREHOUSE=Warehouse"],
  empty: ["MY_OBJECT=MyObject"],
};

test("every example is tested", () => {
  expect(catalog.map(({ id }) => id)).toEqual(Object.keys(classes));
});

describe.each(catalog.map((example) => [example.id, example] as const))("%s", (id, example) => {
  test("makes a wrangler project", async () => {
    const project = await example.load();
    const files = await filesOf(project);
    const config = JSON.parse(files["wrangler.jsonc"] ?? "");
    expect(config).toEqual({
      $schema: "node_modules/wrangler/config-schema.json",
      name: id,
      main: "src/index.ts",
      compatibility_date: "2026-05-01",
      durable_objects: { bindings: expect.any(Array) },
      migrations: [{ tag: "v1", new_sqlite_classes: expect.any(Array) }],
    });
    const bindings: { name: string; class_name: string }[] = config.durable_objects.bindings;
    expect(bindings.map((one) => `${one.name}=${one.class_name}`)).toEqual(classes[id]);
    expect(config.migrations[0].new_sqlite_classes).toEqual(
      bindings.map(({ class_name: className }) => className),
    );
    for (const [path, source] of Object.entries(project.files)) {
      expect(files[`src/${path}`]).toBe(source);
    }
    const { scripts, devDependencies } = JSON.parse(files["package.json"] ?? "");
    expect(scripts).toMatchObject({ start: "wrangler dev", postinstall: "wrangler types" });
    expect(Object.keys(devDependencies)).toEqual(["typescript", "wrangler"]);
    expect(JSON.parse(files["tsconfig.json"] ?? "")).toMatchObject({ include: ["src"] });
    expect(files["README.md"]).toContain(`# ${id}\n`);
    expect(files["README.md"]).toContain("    npm install\n    npm start\n");
  });
});

const withRequests = (requests: Project["requests"]): Project => ({
  name: "tea",
  files: { "index.ts": "" },
  config: { main: "index.ts", compatibilityDate: "2026-05-01", namespaces: [] },
  requests,
});

test("the README has shell commands for the HTTP and WebSocket requests", async () => {
  const { "README.md": readme } = await filesOf(
    withRequests([
      { kind: "rpc", title: "Brew", className: "Tea", object: "green", method: "brew", args: "" },
      { kind: "http", title: "Ask", method: "GET", url: "https://example.com/ada?a=b c" },
      {
        kind: "http",
        title: "Tell\nrm -rf /",
        method: "POST",
        url: "/it's",
        headers: { "X-A": "b" },
        body: `{"it's": 1}`,
      },
      { kind: "websocket", title: "Enter", url: "https://example.com/lobby", messages: [] },
      { kind: "http", title: "Nowhere", method: "GET", url: "https://[" },
    ]),
  );
  expect(readme).toContain(
    [
      "```sh",
      "# Ask",
      "curl 'http://localhost:8787/ada?a=b%20c'",
      "# Tell rm -rf /",
      String.raw`curl -X 'POST' -H 'X-A: b' --data-raw '{"it'\''s": 1}' 'http://localhost:8787/it'\''s'`,
      "# Enter",
      "npx wscat -c 'ws://localhost:8787/lobby'",
      "```",
    ].join("\n"),
  );
  expect(readme).not.toContain("Brew");
  expect(readme).not.toContain("Nowhere");
});

test.each([
  "../evil.ts",
  "a/../../b.ts",
  "/etc/passwd",
  "a//b.ts",
  "C:\\a.ts",
  "C:a.ts",
  "a\0.ts",
  "",
])("a project with a file outside of its folder is refused: %j", (path) => {
  const { name, config } = withRequests([]);
  expect(checkedProject({ name, config, files: { "index.ts": "" } })).toBeDefined();
  expect(checkedProject({ name, config, files: { "index.ts": "", [path]: "" } })).toBeUndefined();
});
