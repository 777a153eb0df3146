/**
 * Scenarios in which tabd does not do what workerd does, and why. Whoever mends one takes it out
 * here: the tests fail when one of these conforms.
 */
export const DIVERGENCES: Readonly<Record<string, string>> = {
  "cursor: counts of what SQLite looked at":
    "sql.js does not count what SQLite looks at: rows that came, and rows that changed, are counted",
  "policy: limits of expressions, patterns and values":
    "sql.js has no way to set these limits of SQLite's",
  "policy: a build option of SQLite's": "sql.js is built without SQLITE_ENABLE_UPDATE_DELETE_LIMIT",
};

const REMOTE_AGAIN =
  "a request on a stub whose object has broken fails with `remote: true`; workerd's error is without";

const THROWN_OBJECT = `an object that is no error arrives as an error; and ${REMOTE_AGAIN}`;

/**
 * Scenarios in which tabd does what it should not, and what that is. The same holds: whoever mends
 * one takes it out.
 */
export const BUGS: Readonly<Record<string, string>> = {
  "abort: after an await": REMOTE_AGAIN,
  "abort: committed writes stay, others go": REMOTE_AGAIN,
  "abort: in the constructor": REMOTE_AGAIN,
  "abort: inside a section": REMOTE_AGAIN,
  "abort: seen by callers": REMOTE_AGAIN,
  "abort: without a reason, seen by callers": REMOTE_AGAIN,
  "constructor: throws a DOMException": REMOTE_AGAIN,
  "constructor: throws a number": REMOTE_AGAIN,
  "constructor: throws a type error": REMOTE_AGAIN,
  "constructor: throws an aggregate error": REMOTE_AGAIN,
  "constructor: throws an error": REMOTE_AGAIN,
  "constructor: throws an error of its own class": REMOTE_AGAIN,
  "constructor: throws an error that claims a reset": REMOTE_AGAIN,
  "constructor: throws an error with a cause": REMOTE_AGAIN,
  "constructor: throws an error with marks": REMOTE_AGAIN,
  "constructor: throws an error without message": REMOTE_AGAIN,
  "constructor: throws an object": THROWN_OBJECT,
  "constructor: throws null": REMOTE_AGAIN,
  "constructor: throws text": REMOTE_AGAIN,
  "constructor: throws undefined": REMOTE_AGAIN,
  "section: a nested one fails": REMOTE_AGAIN,
  "section: fails in the constructor": REMOTE_AGAIN,
  "section: its failure cannot be caught": REMOTE_AGAIN,
  "section: throws a DOMException": REMOTE_AGAIN,
  "section: throws a number": REMOTE_AGAIN,
  "section: throws a type error": REMOTE_AGAIN,
  "section: throws an aggregate error": REMOTE_AGAIN,
  "section: throws an error": REMOTE_AGAIN,
  "section: throws an error of its own class": REMOTE_AGAIN,
  "section: throws an error that claims a reset": REMOTE_AGAIN,
  "section: throws an error with a cause": REMOTE_AGAIN,
  "section: throws an error with marks": REMOTE_AGAIN,
  "section: throws an error without message": REMOTE_AGAIN,
  "section: throws an object": THROWN_OBJECT,
  "section: throws null": REMOTE_AGAIN,
  "section: throws text": REMOTE_AGAIN,
  "section: throws undefined": REMOTE_AGAIN,
};
