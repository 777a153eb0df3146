import type { Compatibility } from "../../config/compatibility.ts";
import { installGetExisting } from "../../rpc/bindings/get-existing.ts";
import { installFetcherMethods } from "../../rpc/bindings/fetcher-methods.ts";
import { setRpcSettings } from "../../rpc/settings.ts";

/** Applies compatibility flags to services and namespaces. Call before the first one is made. */
export function installRpcFlags(compatibility: Compatibility): void {
  setRpcSettings(compatibility);
  if (compatibility.durable_object_get_existing) installGetExisting();
  if (!compatibility.fetcher_no_get_put_delete) installFetcherMethods();
}
