import { asked, messages, PLATFORM, rows, unsupported, unverified } from "./row.ts";

/** Namespaces, ids and stubs. */
export const namespaceRows = [
  ...rows("Namespaces", {
    "newUniqueId(), with and without a jurisdiction": asked("ids/newUniqueId:"),
    "idFromName(): any text, also empty": asked("ids/idFromName:"),
    "idFromString(): digits of this namespace, either case, no name": asked("ids/idFromString:"),
    "get(): starts no object, accepts an id of any namespace": asked(
      "ids/get:",
      "lifecycle/constructor: not before",
      "rpc/refuse get",
    ),
    "get(): routing mode and location hint": asked("ids/get: options", "rpc/refuse routing mode"),
    "getByName()": asked("ids/getByName:", "rpc/refuse getByName"),
    "jurisdiction(): none is the same namespace, others are refused": asked(
      "ids/jurisdiction:",
      "rpc/refuse jurisdiction",
    ),
    "getExisting(), replica routing: refused": asked("flags-existing/", "flags-replicas/"),
    "ephemeralLocal: get() by any text of 1 to 2,048 characters": asked("ephemeral/get:"),
    "ephemeralLocal: no storage, no alarms": asked("ephemeral/ctx:"),
    "class names": asked(
      "ids/namespace: shape",
      "ids/stub: shape",
      "rpc/types and names of stubs and ids",
    ),
  }),
  ...rows("Ids", {
    "derived from key and name: known values": asked("ids/idFromName: names of every kind"),
    "toString(), equals()": asked("ids/id: equals", "ids/id: shape", "ids/id: methods"),
    "name: an own property, dropped beyond 1,024 bytes inside the object": asked(
      "ids/id: the object's own",
      "ids/id: a long name",
    ),
    "jurisdiction: undefined": asked("ids/newUniqueId: ids", "ids/id: the object's own"),
  }),
  ...rows("Stubs", {
    "id and name: own, read-only": asked(
      "ids/stub:",
      "rpc/own properties of a stub",
      "rpc/stubs and ids",
    ),
    "fetch(): status, headers, body": asked("lifecycle/fetch:", "rpc/fetch"),
    "fetch(): a relative URL": asked("lifecycle/fetch: a relative URL"),
    "fetch(): a relative URL before durable_object_fetch_requires_full_url":
      asked("flags-oldest/fetch:"),
    "no RPC without the flag rpc": asked("flags-no-rpc/"),
    "RPC at every date with the flag experimental": asked("flags-experimental/"),
    "scheduled() and queue() of a service as events (service_binding_extra_handlers)": unsupported(
      "experimental in workerd; without the flag both runtimes call methods of these names; a page calls server.scheduled()",
    ),
    "stack of an error that arrives over RPC: frames of the user's modules only":
      asked("error-stacks/"),
    "any other name is a method, except then": asked(
      "rpc/types and names of stubs and ids",
      "ids/stub: shape",
    ),
    "get(), put(), delete() before fetcher_no_get_put_delete": asked("flags-fetcher/"),
    "sent over RPC: arrives as a service without id and name": asked(
      "rpc/send a stub",
      "ids/stub: sent",
    ),
    "connect()": unsupported(PLATFORM),
  }),
];

export const namespaceMessages = [
  ...messages(
    "Namespaces, ids and stubs",
    [
      "Jurisdiction restrictions are not implemented in workerd.",
      "Invalid Durable Object ID: must be 64 hex digits",
      "Durable Object ID is not valid for this namespace.",
      "unknown routingMode: …",
      "Actor ID length must be in the range [1, 2048].",
    ],
    {
      "get called on jurisdictional subnamespace with an ID from a different jurisdiction":
        unverified("workerd has no jurisdictions"),
    },
  ),
];
