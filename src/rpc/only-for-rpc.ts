import { dataCloneError } from "../codec/data-clone-error.ts";
import { rpcSettings } from "./settings.ts";

export function onlyForRpc(what: string): DOMException {
  return dataCloneError(`${what} can only be serialized for RPC.`);
}

/** Aborting a signal is observed only if it was sent. */
export function signalOutOfPlace(): DOMException {
  return rpcSettings.signals
    ? onlyForRpc("AbortSignal")
    : dataCloneError("AbortSignal serialization is not enabled.");
}
