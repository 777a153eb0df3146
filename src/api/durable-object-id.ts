import type { ActorId } from "../actor/actor-id.ts";
import { isObject, wrongType } from "./arguments.ts";
import {
  BY_PLATFORM,
  definePlatformClass,
  illegalInvocation,
  refuseConstruction,
} from "./platform-object.ts";

const CLASS_NAME = "DurableObjectId";

/** The engine's ids behind those that user code holds. */
const actorIds = new WeakMap<object, ActorId>();

/** What user code knows a Durable Object by (`api/actor.h:43-80`). */
export class DurableObjectId {
  static {
    definePlatformClass(this, CLASS_NAME);
  }

  /** The name that the id was made from; undefined for every other id. */
  declare readonly name: string | undefined;
  /** Always undefined: there is one place only. */
  declare readonly jurisdiction: string | undefined;

  constructor(token: unknown, id: ActorId) {
    refuseConstruction(token);
    actorIds.set(this, id);
    const field = (value: string | undefined) => ({ value, enumerable: true, configurable: true });
    Object.defineProperties(this, { name: field(id.name), jurisdiction: field(undefined) });
  }

  /** 64 hexadecimal digits in lower case: what `idFromString()` takes. */
  toString(): string {
    const id = actorIds.get(this);
    if (id === undefined) throw illegalInvocation();
    return id.hex;
  }

  /** Whether both are of one object; names do not matter. */
  equals(other: DurableObjectId): boolean {
    const id = actorIds.get(this);
    if (id === undefined) throw illegalInvocation();
    const otherId = isObject(other) ? actorIds.get(other) : undefined;
    if (otherId === undefined) {
      throw wrongType({ className: CLASS_NAME, method: "equals", position: 1 }, CLASS_NAME);
    }
    return id.equals(otherId);
  }
}

/** The id as user code sees it. */
export function toDurableObjectId(id: ActorId): DurableObjectId {
  return new DurableObjectId(BY_PLATFORM, id);
}

/** The engine's id behind `value`; undefined if it is no {@link DurableObjectId}. */
export function actorIdOf(value: unknown): ActorId | undefined {
  return isObject(value) ? actorIds.get(value) : undefined;
}
