import { asked, messages, rows, unsupported } from "./row.ts";

/** Calls over RPC. */
export const rpcRows = [
  ...rows("RPC", {
    "members: methods and getters of the prototype chain only": asked(
      "rpc/own ",
      "rpc/missing property",
      "rpc/Object's methods",
      "rpc/call a getter",
      "rpc/property of",
      "rpc/a getter",
      "rpc/a promised getter",
      "rpc/unbound",
      "rpc/keys of this",
      "rpc/empty name",
    ),
    "members: reserved names": asked(
      "rpc/call alarm",
      "rpc/read alarm",
      "rpc/call webSocket",
      "rpc/call dup",
      "rpc/names that targets",
    ),
    "a class without the base class": asked("rpc/a class without RPC"),
    "properties, functions as stubs, pipelining": asked(
      "rpc/calls on results",
      "rpc/calls on a result",
      "rpc/deep",
      "rpc/an object",
      "rpc/function of an object",
      "rpc/awaiting twice",
      "rpc/await",
    ),
    "pipelining through a service that returns the result of another call":
      asked("rpc-services/passed on:"),
    "JSON.stringify() of stubs and services": asked(
      "rpc-services/json:",
      "rpc/JSON of",
      "rpc/toJSON",
    ),
    "stubs of an object that ends": asked(
      "stub-owners/owners: an object that",
      "stub-owners/owners: object",
      "stub-owners/owners: target",
      "stub-owners/owners: callback",
    ),
    "a stub of another object or request is refused": asked("stub-owners/owners: a stub of"),
    "arguments: dup() of targets and functions": asked("rpc-services/dup:"),
    "pipelining: at most 64 names deep": asked("rpc/depth"),
    "by value: all types of structured clone": asked("rpc/send ", "rpc/a cycle", "rpc/copy"),
    "by value: streams, requests, responses, blobs": asked(
      "rpc/get a Response",
      "rpc/get a stream",
      "rpc/send a Request",
      "rpc/send a Blob",
      "rpc/write to a stream",
    ),
    "by value: AbortSignal, with its flag": asked("flags-signals/"),
    "request.signal: the caller aborts or cancels the body (enable_request_signal)":
      asked("flags-request-signal/"),
    "request.signal: passed on (request_signal_passthrough)": asked("flags-signal-passthrough/"),
    "by reference: functions, targets, stubs, services": asked(
      "rpc/a callback",
      "rpc/members of a target",
      "rpc/a Proxy of a target",
      "rpc/a service in an object",
      "rpc/send a stub",
    ),
    "by value: Durable Object classes": asked("classes/classes:"),
    "streams that fail: the errors of reader and writer": asked("stream-errors/stream:"),
    "refused: class instances, promises of calls": asked(
      "rpc/return an instance",
      "rpc/send a promise of a call",
      "rpc/send a property",
      "rpc/refuse",
    ),
    "new RpcStub()": asked("rpc/a stub of", "rpc/new RpcPromise", "rpc/new RpcProperty"),
    "disposal: results, arguments, dup()": asked(
      "rpc/dispos",
      "rpc/dup",
      "rpc/use a disposed",
      "rpc/arguments",
    ),
    "disposal: a target's disposer runs once": asked(
      "rpc/a local stub's target",
      "rpc/the same target",
    ),
    "onRpcBroken()": asked("rpc-broken/"),
    "arguments: with and without rpc_params_dup_stubs": asked(
      "rpc/the caller keeps",
      "flags-oldest/rpc:",
    ),
    "order of calls": asked("rpc/order", "gates/input: calls on one stub"),
    "gates on both ends": asked(
      "gates/output: results sent before an abort are durable",
      "gates/input: a call",
      "gates/input: the result of an earlier call waits for the section",
    ),
    "at most 32 MiB": asked("rpc/too much", "limits/rpc:"),
    "errors: name, message, own fields, marks": asked("rpc/throw", "lifecycle/thrown:"),
    "calls to objects that were reset": asked("rpc/targets of an aborted", "rpc/abort"),
    "calls that can never complete": unsupported(
      "a browser does not tell when no pending work remains",
    ),
  }),
];

export const rpcMessages = messages(
  "RPC",
  [
    "The receiving Durable Object does not support RPC, because its class was not declared with " +
      "`extends DurableObject`. In order to enable RPC, make sure your class extends the special " +
      'class `DurableObject`, which can be imported from the module "cloudflare:workers".',
    'The RPC receiver does not implement the method "…".',
    '"…" is not a function.',
    "'…' is a reserved method and cannot be called over RPC.",
    "RPC pipelined property path is too deep (max 64).",
    'Could not serialize object of type "…". This type does not support serialization.',
    "RpcStubs can only wrap plain objects, functions, and RpcTarget derivatives.",
    "RPC stub used after being disposed.",
    "RPC promise used after being disposed.",
    "Serialized RPC arguments or return values are limited to 32MiB, but the size of this value was: …",
    "The execution context which hosts this callback is no longer running.",
    "Network connection lost.",
    "internal error; reference = …",
    "ReadableStream received over RPC disconnected prematurely.",
    "AbortSignal can only be serialized for RPC.",
  ],
  {
    "The Workers runtime canceled this request because it detected that your Worker's code had hung and would never generate a response. …":
      unsupported("a browser does not tell when no pending work remains"),
  },
);
