import { isObject } from "../arguments.ts";
import { illegalConstructor, nameClass } from "../class-name.ts";
import type { ExportedClass } from "../hook.ts";
import { neverSerialize } from "../stub-state.ts";
import { callableWithPrototype } from "../wildcard.ts";

const classes = new WeakMap<object, ExportedClass>();

/**
 * A Durable Object class without a namespace, from which facets are made (`api/actor.h`,
 * `DurableObjectClass`).
 */
export class DurableObjectClass {
  static {
    nameClass(this, "DurableObjectClass");
  }

  /** @throws {TypeError} always: classes are bindings. */
  constructor() {
    throw illegalConstructor();
  }
}

/** The user's view of a class. */
export function makeDurableObjectClass(exported: ExportedClass): DurableObjectClass {
  const view = Object.create(DurableObjectClass.prototype) as DurableObjectClass;
  classes.set(view, exported);
  return view;
}

/** The user's view of a class that can be called, for the same with other props. */
export function makeCallableClass<T extends object>(
  prototype: T,
  exported: ExportedClass,
  call: (...args: unknown[]) => unknown,
): T {
  const view = callableWithPrototype(prototype, call);
  classes.set(view, exported);
  neverSerialize(view);
  return view;
}

/** The class behind `value`; undefined for other values. */
export function exportedClassOf(value: unknown): ExportedClass | undefined {
  return isObject(value) ? classes.get(value) : undefined;
}
