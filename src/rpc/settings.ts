/** What compatibility flags change in RPC. Set once, by the host, before any code runs. */
export const rpcSettings = {
  /**
   * `rpc_params_transfer_stubs`: a stub passed as an argument is no longer the caller's. The
   * default since 2026-01-20, `rpc_params_dup_stubs`, leaves it to the caller.
   */
  paramsTransferStubs: false,

  /** `web_socket_auto_reply_to_close`: a Close frame that comes is answered by itself. */
  autoReplyToClose: true,

  /** `websocket_standard_binary_type`: what bytes arrive as, until a socket says otherwise. */
  socketBinaryType: "blob" as BinaryType,

  /** `websocket_close_reason_byte_limit`: the reason of a Close frame has a limit. */
  closeReasonByteLimit: true,
};
