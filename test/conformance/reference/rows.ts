import { alarmMessages, alarmRows } from "./alarms.ts";
import { ctxMessages, ctxRows } from "./ctx.ts";
import { httpRows } from "./http.ts";
import { namespaceMessages, namespaceRows } from "./namespaces.ts";
import type { ReferenceMessage, ReferenceRow } from "./row.ts";
import { platformRows } from "./platform.ts";
import { rpcMessages, rpcRows } from "./rpc.ts";
import { semanticsMessages, semanticsRows } from "./semantics.ts";
import { sqlMessages, sqlRows } from "./sql.ts";
import { storageMessages, storageRows } from "./storage.ts";
import { webSocketMessages, webSocketRows } from "./web-sockets.ts";

/** All rows, in the order of the table. */
export const REFERENCE_ROWS: readonly ReferenceRow[] = [
  ...namespaceRows,
  ...ctxRows,
  ...storageRows,
  ...sqlRows,
  ...alarmRows,
  ...webSocketRows,
  ...rpcRows,
  ...httpRows,
  ...platformRows,
  ...semanticsRows,
];

/** All messages, in the same order. */
export const REFERENCE_MESSAGES: readonly ReferenceMessage[] = [
  ...namespaceMessages,
  ...ctxMessages,
  ...storageMessages,
  ...sqlMessages,
  ...alarmMessages,
  ...webSocketMessages,
  ...rpcMessages,
  ...semanticsMessages,
];
