/** What a page imports. */
export type {
  BindingConfig,
  DurableNamespaceConfig,
  EphemeralNamespaceConfig,
  NamespaceConfig,
  StorageConfig,
  WorkerConfig,
} from "./config/config.ts";
export { ConfigError } from "./config/config-error.ts";
export type { ServerClock } from "./page/clock.ts";
export type { EventListenerOf, EventOf, EventStream, HostEventType } from "./page/events.ts";
export type { ServerInspect } from "./page/inspect.ts";
export { serve, type ServeOptions } from "./page/serve.ts";
export type { AnyEnv, Server } from "./page/server.ts";
export type * from "./protocol/events.ts";
export type {
  ActorInfo,
  AlarmInfo,
  NamespaceInfo,
  RawFileRecord,
} from "./protocol/host-interface.ts";
export type { AlarmMismatch, VerifiedFile, VerifyReport } from "./protocol/verify-report.ts";
export type { DurableObjectId } from "./rpc/durable-object-id.ts";
export type { DurableObjectNamespace, DurableObjectStub } from "./rpc/durable-object-namespace.ts";
export type { Fetcher } from "./rpc/fetcher.ts";
