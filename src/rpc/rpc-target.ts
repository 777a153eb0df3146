import { nameClass } from "./class-name.ts";

/**
 * The base of classes whose instances are sent by reference over RPC: the other end gets a stub.
 * Methods and getters of the prototype can be called; the instance's own properties are private. A
 * `[Symbol.dispose]()` method is called once when the last stub is gone.
 */
export class RpcTarget {}
nameClass(RpcTarget, "RpcTarget", "JsRpcTarget");
