/**
 * Finds each instance that continued after a newer instance of its object had started.
 *
 * @param {readonly import("./pages/counter.ts").OracleMessage[]} heard in the order of arrival
 */
export function overlaps(heard) {
  /** @type {Map<string, string>} */
  const latest = new Map();
  return heard.flatMap(({ type, actor, instance }, index) => {
    if (type === "start") latest.set(actor, instance);
    return latest.get(actor) === instance ? [] : [`message ${index}: ${instance} of ${actor}`];
  });
}
