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
export type { AssetOptions } from "./page/assets.ts";
export type { EventListenerOf, EventOf, EventStream, HostEventType } from "./page/events.ts";
export { exportDisk, wipeDisk } from "./page/disk-files.ts";
export type { DiskFiles, DiskOptions, ExportedDisk } from "./page/files.ts";
export { serve, type ServeOptions } from "./page/serve.ts";
export type { AnyEnv, EnvOf, UntypedNamespace, UntypedStub } from "./page/env-of.ts";
export type { Server } from "./page/server.ts";
export type * from "./protocol/events.ts";
export type { ActorSelector } from "./protocol/actor-selector.ts";
export type { HostClock as ServerClock } from "./protocol/host-clock.ts";
export type {
  AlarmRunReport,
  ExportOptions,
  HostControl as ServerControl,
  ImportOptions,
  ImportReport,
  ScheduledResult,
} from "./protocol/host-control.ts";
export type {
  ActorInfo,
  AlarmInfo,
  AlarmTableRow,
  AlarmTableRows,
  FacetInfo,
  FacetState,
  HostInspect as ServerInspect,
  KvEntry,
  KvList,
  KvQuery,
  NamespaceInfo,
  ObjectInfo,
  ObjectList,
  ObjectQuery,
  ObjectState,
  RawFileRecord,
  SocketInfo,
  SqlResult,
  SqlResultValue,
} from "./protocol/host-inspect.ts";
export type { AlarmMismatch, VerifiedFile, VerifyReport } from "./protocol/verify-report.ts";
export type { DurableObjectId } from "./rpc/bindings/durable-object-id.ts";
export type {
  DurableObjectNamespace,
  DurableObjectStub,
} from "./rpc/bindings/durable-object-namespace.ts";
export type { Fetcher } from "./rpc/bindings/fetcher.ts";
