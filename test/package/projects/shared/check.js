// What every project of the matrix does: sets an alarm, and after a reload sees it delivered.
import { serve } from "tabd";

const source = (types = "", imports = "") => `
  import { DurableObject } from "cloudflare:workers";
  ${imports}

  export class Reminder extends DurableObject {
    instance${types && ": string"} = crypto.randomUUID();

    async remind(delay${types && ": number"}) {
      await this.ctx.storage.put("setBy", this.instance);
      await this.ctx.storage.setAlarm(Date.now() + delay);
    }
    async alarm() {
      await this.ctx.storage.put("deliveredTo", this.instance);
    }
    async report() {
      return Object.fromEntries(await this.ctx.storage.list());
    }
  }
`;

const forms = {
  javascript: { modules: { "main.js": source() } },
  typescript: { modules: { "main.ts": source("typed") } },
  node: {
    modules: {
      "main.js": source("", `import { inspect } from "node:util"; inspect({});`),
    },
  },
};

/**
 * Says by `data-check` of the document how far it is: "set", "delivered", or what went wrong.
 *
 * @param worker makes the Web Worker with bundled code
 * @returns what ends it, as an effect of React's does
 */
export function check(worker, options) {
  const controller = new AbortController();
  void run({ ...forms, bundled: { worker } }, { ...options, signal: controller.signal });
  return () => controller.abort();
}

async function run(codes, options) {
  const { signal } = options;
  const servers = [];
  const wanted = new URLSearchParams(location.search).get("forms")?.split(",");
  const chosen = Object.entries(codes).filter(([form]) => wanted?.includes(form) ?? true);
  const starting = chosen.map(async ([form, code]) => {
    const server = await serve(
      {
        ...code,
        compatibilityDate: "2026-11-17",
        durableObjectNamespaces: [{ className: "Reminder", uniqueKey: "reminders" }],
        durableObjectStorage: { localDisk: `matrix-${form}` },
        bindings: { REMINDERS: { durableObjectNamespace: "Reminder" } },
      },
      options,
    );
    servers.push(server);
    return server.env.REMINDERS.getByName("tea");
  });
  signal.addEventListener("abort", () => servers.forEach((server) => server.kill()));
  try {
    const stubs = await Promise.all(starting);
    const reports = await Promise.all(stubs.map((stub) => stub.report()));
    if (reports.every(({ setBy }) => setBy === undefined)) {
      await Promise.all(stubs.map((stub) => stub.remind(1500)));
      say("set");
    } else {
      await Promise.all(stubs.map(delivered));
      say("delivered");
    }
  } catch (error) {
    if (!signal.aborted) say(String(error?.message ?? error));
  }
}

async function delivered(stub) {
  for (;;) {
    const { setBy, deliveredTo } = await stub.report();
    if (deliveredTo === setBy) throw new Error("The alarm fired before the reload.");
    if (deliveredTo !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function say(word) {
  document.documentElement.dataset.check = word;
}
