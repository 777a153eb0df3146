/**
 * Why tests that pass in workerd fail in tabd. The first entry that matches a test counts.
 *
 * @type {readonly { files: RegExp, tests?: RegExp, reason: string }[]}
 */
export const reasons = [
  {
    files: /^url\//,
    reason:
      "Chromium's URL parser differs from the standard: drive letters in file URLs, opaque paths, some setters and origins",
  },
  {
    files: /^WebCryptoAPI\//,
    tests: /\b192\b/,
    reason: "Chromium has no AES with keys of 192 bits (OperationError)",
  },
  {
    files: /^encoding\//,
    tests: /SharedArrayBuffer/,
    reason: "Chromium neither decodes nor encodes shared memory",
  },
  {
    files: /getRandomValues/,
    reason:
      "Chromium throws the newer standard's class QuotaExceededError, a DOMException; workerd throws a DOMException of that name",
  },
  {
    files: /crypto_key_cached_slots/,
    reason: "Chromium makes a new object at each read of a key's algorithm and usages",
  },
  {
    files: /448/,
    reason: "Neither has Ed448 and X448; the names of some errors differ",
  },
  {
    files: /transform-streams\/cancel/,
    reason: "Chromium's TransformStream does not call the transformer's cancel()",
  },
  {
    files: /^streams\/writable-streams\//,
    reason:
      "write() and close() of a writer settle in an event of the object, after ready and closed",
  },
  {
    files: /patched-global|then-interception/,
    reason: "The promise of pipeTo() calls a replaced Promise.prototype.then",
  },
  {
    files: /owning-type/,
    reason: "Neither has streams of type 'owning'; workerd refuses an argument of it",
  },
  {
    files: /broken-then/,
    reason: "Code that adds a then() to Object.prototype sees the chunks of a body",
  },
  {
    files: /headers-basic/,
    reason: "next() of the iterators of Headers is not enumerable",
  },
  {
    files: /headers-record/,
    reason: "A Proxy given to Headers sees one more operation: it is asked for its prototype",
  },
];
