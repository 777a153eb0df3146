import type { ActorId } from "../../codec/actor-id.ts";
import { illegalConstructor, illegalInvocation, nameClass } from "../class-name.ts";

/** The engine's ids, by the id objects of user code. */
const actorIds = new WeakMap<object, ActorId>();

/** The id of a Durable Object as user code sees it (`api/actor.h:43-80`). */
export class DurableObjectId {
  static {
    nameClass(this, "DurableObjectId");
  }

  /** Always undefined: there is only one location. */
  declare readonly jurisdiction: string | undefined;
  /** The name that the id was made from; undefined for every other id. */
  declare readonly name: string | undefined;

  /** @throws {TypeError} always: namespaces make ids. */
  constructor() {
    throw illegalConstructor();
  }

  /** 64 hexadecimal digits in lower case, as `idFromString()` accepts them. */
  toString(): string {
    return requireId(this).hex;
  }

  /** Whether both are of one object; names do not matter. */
  equals(other: DurableObjectId): boolean {
    const id = requireId(this);
    const otherId = actorIdOf(other);
    if (otherId === undefined) {
      throw new TypeError(
        "Failed to execute 'equals' on 'DurableObjectId': parameter 1 is not of type " +
          "'DurableObjectId'.",
      );
    }
    return id.equals(otherId);
  }
}

/** The id as user code sees it. */
export function toDurableObjectId(id: ActorId): DurableObjectId {
  const view = Object.create(DurableObjectId.prototype) as DurableObjectId;
  defineReadOnly(view, { jurisdiction: undefined, name: id.name });
  actorIds.set(view, id);
  return view;
}

/** The engine's id behind `value`; undefined if it is no {@link DurableObjectId}. */
export function actorIdOf(value: unknown): ActorId | undefined {
  return typeof value === "object" && value !== null ? actorIds.get(value) : undefined;
}

/** Read-only own properties, as on workerd's objects. */
export function defineReadOnly(
  object: object,
  properties: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(properties)) {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true });
  }
}

function requireId(view: object): ActorId {
  const id = actorIds.get(view);
  if (id === undefined) throw illegalInvocation();
  return id;
}
