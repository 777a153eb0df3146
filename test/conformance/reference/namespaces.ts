import { asked, messages, PLATFORM, rows, unsupported, unverified } from "./row.ts";

/** Namespaces, ids and stubs. */
export const namespaceRows = [
  ...rows("Namespaces", {
    "newUniqueId(), with and without a jurisdiction": asked("ids/newUniqueId:"),
    "idFromName(): any text, also empty": asked("ids/idFromName:"),
    "idFromString(): digits of this namespace, either case, no name": asked("ids/idFromString:"),
    "get(): starts nothing, asks not where the id is from": asked(
      "ids/get:",
      "lifecycle/constructor: not before",
      "rpc/refuse get",
    ),
    "get(): routing mode and location hint": asked("ids/get: options", "rpc/refuse routing mode"),
    "getByName()": asked("ids/getByName:", "rpc/refuse getByName"),
    "jurisdiction(): the same again, or refused": asked(
      "ids/jurisdiction:",
      "rpc/refuse jurisdiction",
    ),
    "getExisting(), replica routing: what workerd refuses": asked(
      "flags-existing/",
      "flags-replicas/",
    ),
    "ephemeralLocal: get() by any text of 1 to 2,048 characters": asked("ephemeral/get:"),
    "ephemeralLocal: no storage, no alarms": asked("ephemeral/ctx:"),
    "names of the classes": asked("ids/namespace: shape", "ids/stub: shape", "rpc/the faces"),
  }),
  ...rows("Ids", {
    "made of key and name: golden values": asked("ids/idFromName: names of every kind"),
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
      "rpc/own things of a stub",
      "rpc/stubs and ids",
    ),
    "fetch(): status, headers, body": asked("lifecycle/fetch:", "rpc/fetch"),
    "fetch(): a relative URL": asked("lifecycle/fetch: a relative URL"),
    "fetch(): a relative URL before durable_object_fetch_requires_full_url":
      asked("flags-oldest/fetch:"),
    "names that are no calls before the flag rpc": asked("flags-no-rpc/"),
    "any other name is a call; then is none": asked("rpc/the faces", "ids/stub: shape"),
    "get(), put(), delete() of before fetcher_no_get_put_delete": asked("flags-fetcher/"),
    "sent over RPC: a service without id and name": asked("rpc/send a stub", "ids/stub: sent"),
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
        unverified("workerd itself has no jurisdictions, so it never says it"),
    },
  ),
];
