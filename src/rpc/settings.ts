import { withoutCalls } from "./no-calls.ts";

/** What compatibility flags change in RPC. Set once, by the host, before any code runs. */
export const rpcSettings = {
  /**
   * `rpc_params_transfer_stubs`: the callee gets the ownership of stubs in arguments. With
   * `rpc_params_dup_stubs`, the default since 2026-01-20, the caller keeps it.
   */
  paramsTransferStubs: false,

  /** `js_rpc`: Durable Object classes without the base class answer calls. */
  everyClass: false,

  /** `web_socket_auto_reply_to_close`: a received Close frame is answered automatically. */
  autoReplyToClose: true,

  /** `websocket_standard_binary_type`: the default `binaryType` of sockets. */
  socketBinaryType: "blob" as BinaryType,

  /** `enhanced_error_serialization`: errors are copied with all their own properties. */
  enhancedErrors: true,

  /** `durable_object_fetch_requires_full_url`: the URLs of requests on stubs are absolute. */
  fullUrls: true,

  /** `websocket_close_reason_byte_limit`: the reason of a Close frame has a limit. */
  closeReasonByteLimit: true,

  /**
   * On pages, results of calls are objects, not functions as in workerd, because some libraries
   * detect promises with `typeof` (Playwright's `evaluate()`).
   */
  objectPromises: false,

  /** Without `rpc` and `experimental`: makes a service of which no name is a method. */
  withoutCalls: undefined as ((service: object) => object) | undefined,

  /** `enable_abortsignal_rpc`: an AbortSignal travels. */
  signals: false,

  /** `enable_request_signal`: the signal of a request aborts when its caller abandons it. */
  requestSignals: false,

  /** `request_signal_passthrough`: that signal also ends requests that are made with it. */
  signalPassthrough: false,

  /** `replica_routing`: workerd refuses requests to objects with this flag. */
  replicaRouting: false,

  /** `enable_version_api`: a version of an export can be requested. There is one. */
  versions: false,

  /** `allow_irrevocable_stub_storage`: changes which stubs are refused in storage. */
  stubStorage: false,
};

type Flag =
  | "allow_irrevocable_stub_storage"
  | "durable_object_fetch_requires_full_url"
  | "enable_abortsignal_rpc"
  | "enable_request_signal"
  | "enable_version_api"
  | "enhanced_error_serialization"
  | "experimental"
  | "js_rpc"
  | "replica_routing"
  | "request_signal_passthrough"
  | "rpc"
  | "rpc_params_dup_stubs"
  | "web_socket_auto_reply_to_close"
  | "websocket_close_reason_byte_limit"
  | "websocket_standard_binary_type";

/** Sets all of them. */
export function setRpcSettings(flags: Readonly<Record<Flag, boolean>>): void {
  rpcSettings.paramsTransferStubs = !flags.rpc_params_dup_stubs;
  rpcSettings.everyClass = flags.js_rpc;
  rpcSettings.autoReplyToClose = flags.web_socket_auto_reply_to_close;
  rpcSettings.closeReasonByteLimit = flags.websocket_close_reason_byte_limit;
  rpcSettings.socketBinaryType = flags.websocket_standard_binary_type ? "blob" : "arraybuffer";
  rpcSettings.enhancedErrors = flags.enhanced_error_serialization;
  rpcSettings.fullUrls = flags.durable_object_fetch_requires_full_url;
  rpcSettings.withoutCalls = flags.rpc || flags.experimental ? undefined : withoutCalls;
  rpcSettings.signals = flags.enable_abortsignal_rpc;
  rpcSettings.requestSignals = flags.enable_request_signal;
  rpcSettings.signalPassthrough = flags.request_signal_passthrough;
  rpcSettings.replicaRouting = flags.replica_routing;
  rpcSettings.versions = flags.enable_version_api;
  rpcSettings.stubStorage = flags.allow_irrevocable_stub_storage;
}
