/** What compatibility flags change in RPC. Set once, by the host, before any code runs. */
export const rpcSettings = {
  /**
   * `rpc_params_transfer_stubs`: a stub passed as an argument is no longer the caller's. The
   * default since 2026-01-20, `rpc_params_dup_stubs`, leaves it to the caller.
   */
  paramsTransferStubs: false,

  /** `js_rpc`: Durable Object classes without the base class answer calls, too. */
  everyClass: false,

  /** `web_socket_auto_reply_to_close`: a Close frame that comes is answered by itself. */
  autoReplyToClose: true,

  /** `websocket_standard_binary_type`: what bytes arrive as, until a socket says otherwise. */
  socketBinaryType: "blob" as BinaryType,

  /** `enhanced_error_serialization`: errors are copied with all their own properties. */
  enhancedErrors: true,

  /** `durable_object_fetch_requires_full_url`: the URLs of requests on stubs are absolute. */
  fullUrls: true,

  /** `websocket_close_reason_byte_limit`: the reason of a Close frame has a limit. */
  closeReasonByteLimit: true,
};

/** Sets all of them. */
export function setRpcSettings(flags: {
  readonly rpc_params_dup_stubs: boolean;
  readonly js_rpc: boolean;
  readonly web_socket_auto_reply_to_close: boolean;
  readonly websocket_close_reason_byte_limit: boolean;
  readonly websocket_standard_binary_type: boolean;
  readonly enhanced_error_serialization: boolean;
  readonly durable_object_fetch_requires_full_url: boolean;
}): void {
  rpcSettings.paramsTransferStubs = !flags.rpc_params_dup_stubs;
  rpcSettings.everyClass = flags.js_rpc;
  rpcSettings.autoReplyToClose = flags.web_socket_auto_reply_to_close;
  rpcSettings.closeReasonByteLimit = flags.websocket_close_reason_byte_limit;
  rpcSettings.socketBinaryType = flags.websocket_standard_binary_type ? "blob" : "arraybuffer";
  rpcSettings.enhancedErrors = flags.enhanced_error_serialization;
  rpcSettings.fullUrls = flags.durable_object_fetch_requires_full_url;
}
