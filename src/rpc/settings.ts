/** What compatibility flags change in RPC. Set once, by the host, before any code runs. */
export const rpcSettings = {
  /**
   * `rpc_params_transfer_stubs`: a stub passed as an argument is no longer the caller's. The
   * default since 2026-01-20, `rpc_params_dup_stubs`, leaves it to the caller.
   */
  paramsTransferStubs: false,
};
