import { nameClass } from "../rpc/class-name.ts";
import { refuseConstruction } from "./platform-object.ts";

/** `ctx.facets` (`api/actor-state.h`): objects within an object. Refuses every call so far. */
export class DurableObjectFacets {
  static {
    nameClass(this, "DurableObjectFacets");
  }

  constructor(token: unknown) {
    refuseConstruction(token);
  }

  get(): never {
    throw new Error("ctx.facets.get() is not implemented in tabd yet");
  }

  abort(): never {
    throw new Error("ctx.facets.abort() is not implemented in tabd yet");
  }

  delete(): never {
    throw new Error("ctx.facets.delete() is not implemented in tabd yet");
  }

  clone(): never {
    throw new Error("ctx.facets.clone() is not implemented in tabd yet");
  }
}
