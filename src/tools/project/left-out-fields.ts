/** Bindings of Cloudflare's platform that tabd does not have, by their field. */
const PRODUCTS: Readonly<Record<string, string>> = {
  agent_memory: "Agent Memory",
  ai: "Workers AI",
  ai_search: "AI Search",
  ai_search_namespaces: "AI Search",
  analytics: "Analytics",
  analytics_engine_datasets: "Analytics Engine",
  artifacts: "Artifacts",
  browser: "Browser Rendering",
  cloudchamber: "containers",
  connect: "Connect",
  containers: "containers",
  d1_databases: "D1 databases",
  dispatch_namespaces: "Workers for Platforms",
  flagship: "Flagship",
  hyperdrive: "Hyperdrive",
  images: "Images",
  k2: "K2",
  kv_namespaces: "KV namespaces",
  media: "Media Transformations",
  mtls_certificates: "mTLS certificates",
  pipelines: "Pipelines",
  queues: "queues",
  r2_buckets: "R2 buckets",
  ratelimits: "rate limits",
  secrets_store_secrets: "a secrets store",
  send_email: "email",
  stream: "Stream",
  streaming_tail_consumers: "tail workers",
  tail_consumers: "tail workers",
  unsafe_hello_world: "this binding",
  vectorize: "Vectorize",
  version_metadata: "version metadata",
  vpc_networks: "VPC networks",
  vpc_services: "VPC services",
  worker_loaders: "worker loaders",
  workflows: "Workflows",
};

const BLOBS = "tabd has modules instead: import the file in the worker's code.";

/** Other fields without effect, with the reason. */
const OTHERS: Readonly<Record<string, string>> = {
  base_dir: "tabd bundles the worker, so that no file keeps its path.",
  build: "tabd runs no build command: run it yourself, and let main name its output.",
  data_blobs: BLOBS,
  find_additional_modules: "tabd bundles the worker: it includes only modules that code imports.",
  no_bundle: "tabd bundles the worker always.",
  jsx_factory: "set it in tsconfig.json, which tabd's bundler reads.",
  jsx_fragment: "set it in tsconfig.json, which tabd's bundler reads.",
  pages_build_output_dir: "tabd has no Pages: give a worker by main.",
  python_modules: "tabd has no Python.",
  site: "tabd has no Workers Sites: put the files in Vite's public folder.",
  text_blobs: BLOBS,
  triggers: "tabd has no cron triggers.",
  tsconfig: "tabd's bundler reads the tsconfig.json nearest to each file.",
  unsafe: "tabd has no unsafe bindings.",
  wasm_modules: BLOBS,
};

/** Fields that concern deployment or wrangler itself. */
const WITHOUT_MEANING = new Set(
  `$schema access account_id addresses cache compliance_region dependencies_instrumentation dev
  first_party_worker keep_names keep_vars legacy_env limits logfwdr logpush minify observability
  placement preserve_file_names preview_urls previews route routes send_metrics
  upload_source_maps usage_model workers_dev`.split(/\s+/),
);

/** Fields that tabd reads. */
export const READ = new Set(
  `alias assets compatibility_date compatibility_flags define durable_objects env exports main
  migrations name rules secrets services vars`.split(/\s+/),
);

/** Fields that an environment does not inherit. */
export const NOT_INHERITED: ReadonlySet<string> = new Set([
  ...Object.keys(PRODUCTS),
  ..."define durable_objects secrets services unsafe vars".split(" "),
]);

/** All fields of wrangler. */
export const KNOWN: readonly string[] = [
  ...Object.keys(PRODUCTS),
  ...Object.keys(OTHERS),
  ...WITHOUT_MEANING,
  ...READ,
];

/** Why tabd leaves a field out; undefined for a field that tabd reads or does not need. */
export function reasonToLeaveOut(name: string): string | undefined {
  if (READ.has(name) || WITHOUT_MEANING.has(name)) return undefined;
  if (Object.hasOwn(PRODUCTS, name)) return `tabd has no ${PRODUCTS[name]}.`;
  return OTHERS[name];
}
