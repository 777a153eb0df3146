/**
 * Scenarios in which tabd does not do what workerd does, and why. Whoever mends one takes it out
 * here: the tests fail when one of these conforms.
 */
export const DIVERGENCES: Readonly<Record<string, string>> = {
  "transaction: sync() inside": "the engine waits for the transaction itself",
  "transaction: a call to another object inside":
    "the output gate is locked by writes that are not committed yet",
  "transaction: an outer one that ends before its nested":
    "the engine ends a section only after those inside it",
  "transaction: an event waits for its end":
    "the engine delivers waiting events before the answer of the section",
};
