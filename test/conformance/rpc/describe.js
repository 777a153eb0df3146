// @ts-nocheck -- runs unchanged in workerd too
/** The outcome of each step, in order. */
export async function sequence(...steps) {
  const answers = [];
  for (const step of steps) {
    try {
      answers.push(describe(await step()));
    } catch (error) {
      answers.push(describeError(error));
    }
  }
  return answers;
}

/** The observable type and properties of a value. */
export function shape(value) {
  const keys =
    typeof value === "object" && value !== null && !(value instanceof Error)
      ? Reflect.ownKeys(value)
          .map((key) => (key === Symbol.dispose ? "dispose" : key))
          .filter((key) => typeof key === "string" && !/^(code|stack|name|message)$/.test(key))
      : [];
  return [typeof value, value?.constructor?.name, words(value), keys];
}

function words(value) {
  return typeof value === "object" && value !== null
    ? Object.prototype.toString.call(value)
    : String(value);
}

/** The message of an error, without the size in it. */
export function sizeless(error) {
  return `${error.name}: ${error.message.replace(/\d+ bytes/, "N bytes")}`;
}

function describe(value) {
  if (value === undefined) return { undefined: true };
  if (typeof value === "function") return { function: value.constructor.name };
  if (value instanceof Map) return { map: [...value] };
  return { value };
}

/** All properties of an error except its stack, whose frames differ. */
function describeError(error) {
  if (typeof error !== "object" || error === null) return { thrown: String(error) };
  const properties = {};
  for (const key of Object.keys(error).toSorted()) {
    if (["stack", "code", "name", "message", "errors", "cause"].includes(key)) continue;
    properties[key] = error[key];
  }
  const { name, message, cause } = error;
  return {
    error: { class: error.constructor.name, name, message, properties },
    ...(cause !== undefined && { cause: String(cause) }),
  };
}
