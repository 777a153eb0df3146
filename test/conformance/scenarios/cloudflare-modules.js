// @ts-nocheck -- runs unchanged in workerd too
/** Built-in modules that code may import without using them. */

export const options = { compatibilityFlags: ["nodejs_compat"] };

const load = (specifier) => import(/* @vite-ignore */ specifier);
const outside = (ask) => [{ outside: (stub, t) => ask(t) }];

async function thrown(fn) {
  try {
    return { value: await fn() };
  } catch (error) {
    return { name: error.name, message: error.message };
  }
}

const NAMES = ["cloudflare:sockets", "cloudflare:node", "cloudflare:workflows"];

export const scenarios = {
  "import: exports": outside(async () => {
    const found = {};
    for (const name of NAMES) {
      const module = await load(name);
      found[name] = Object.keys(module)
        .toSorted()
        .map((key) => [key, typeof module[key]]);
    }
    return found;
  }),
  "workflows: NonRetryableError": outside(async () => {
    const { NonRetryableError } = await load("cloudflare:workflows");
    const error = new NonRetryableError("no");
    return [
      error.name,
      error.message,
      error instanceof Error,
      new NonRetryableError("a", "B").name,
    ];
  }),
  "missing: an unknown module of Cloudflare": outside(async () =>
    (await thrown(() => load("cloudflare:nothing"))).message.split("\n")[0].replace(/\.$/, ""),
  ),
};
