/** Fields of wrangler's and workerd's configurations that tabd names differently. */
const RENAMED: Readonly<Record<string, string>> = {
  main: "In tabd the code is in modules, or in worker for a bundle.",
  compatibility_date: "In tabd it is compatibilityDate.",
  compatibility_flags: "In tabd it is compatibilityFlags.",
  durable_objects:
    "In tabd the classes are in durableObjectNamespaces, and env is filled by bindings.",
  migrations: "tabd needs no migrations: durableObjectNamespaces lists the classes that exist now.",
  vars: 'In tabd variables are bindings: { NAME: { text: "…" } } or { NAME: { json: … } }.',
  services: 'In tabd a service is a binding: { NAME: { service: { entrypoint: "…" } } }.',
  wasm_modules: "In tabd WebAssembly is a module: { wasm: bytes }.",
  text_blobs: "In tabd a text is a module: { text }.",
  data_blobs: "In tabd data is a module: { data: bytes }.",
  serviceWorkerScript: "tabd runs ES modules only: give the code in modules.",
  globalOutbound: "In tabd fetch() always goes to the browser's network.",
  wasmModule: "In tabd WebAssembly is a module: { wasm: bytes }.",
  globals: "In tabd variables are bindings.",
};

const KV = "KV namespaces";
const R2 = "R2 buckets";
const QUEUES = "queues";

/** Products of Cloudflare's platform that tabd does not have, by their field. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  ai: "Workers AI",
  analyticsEngine: "Analytics Engine",
  analytics_engine_datasets: "Analytics Engine",
  assets: "static assets",
  browser: "Browser Rendering",
  containers: "containers",
  cryptoKey: "bindings of CryptoKeys",
  d1_databases: "D1 databases",
  dispatch_namespaces: "Workers for Platforms",
  fromEnvironment: "environment variables",
  hyperdrive: "Hyperdrive",
  kvNamespace: KV,
  kv_namespaces: KV,
  memoryCache: "memory caches",
  pipelines: "Pipelines",
  queue: QUEUES,
  queues: QUEUES,
  r2Admin: R2,
  r2Bucket: R2,
  r2_buckets: R2,
  routes: "routes",
  secrets_store_secrets: "a secrets store",
  send_email: "email",
  tail_consumers: "tail workers",
  tails: "tail workers",
  triggers: "cron triggers",
  unsafeEval: "eval",
  vectorize: "Vectorize",
  workerLoader: "worker loaders",
  workflows: "Workflows",
};

/** What tabd has in place of another configuration's field, as a sentence. */
export function foreignField(name: string): string | undefined {
  if (Object.hasOwn(RENAMED, name)) return RENAMED[name];
  return Object.hasOwn(UNSUPPORTED, name) ? `tabd has no ${UNSUPPORTED[name]}.` : undefined;
}
