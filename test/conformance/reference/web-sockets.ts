import { asked, messages, rows, unsupported, PLATFORM } from "./row.ts";

/** WebSockets and hibernation. */
export const webSocketRows = [
  ...rows("WebSockets", {
    WebSocketPair: asked("web-socket/pair:"),
    "accept(): refusals, half-open sockets": asked("web-socket/accept:", "web-socket/close: half"),
    "send(): text and bytes, before accept() and after close()": asked(
      "web-socket/pair: arguments of send()",
      "web-socket/close: calls after it",
    ),
    "close(): codes and reasons": asked("web-socket/close: codes", "web-socket/close: reasons"),
    "responses of status 101": asked("web-socket/response: of status"),
    "Request and Response keep every header": asked(
      "web-socket/response: headers",
      "web-socket/request:",
      "web-socket/fetch: headers",
    ),
    "from an object to its caller": asked("web-socket/fetch:"),
    "events are queued until accept()": asked("web-socket/events:"),
    "messages of up to 32 MiB": asked("limits/socket:"),
    web_socket_auto_reply_to_close: asked(
      "flags-oldest/socket: close",
      "web-socket/close: calls after it",
    ),
    websocket_standard_binary_type: asked("flags-oldest/socket: binary"),
    websocket_close_reason_byte_limit: asked(
      "flags-oldest/socket: reason",
      "web-socket/close: reasons",
    ),
  }),
  ...rows("Hibernation", {
    "acceptWebSocket(): refusals": asked("web-socket-hibernation/hibernation: acceptW"),
    "tags: number, length, duplicates": asked("web-socket-hibernation/hibernation: tags"),
    "getWebSockets(): order, by tag, the same objects": asked(
      "web-socket-hibernation/hibernation: getWebSockets()",
    ),
    "at most 32,768 sockets": asked("socket-limit/"),
    attachments: asked("web-socket-hibernation/hibernation: attachments"),
    "automatic responses: set, sent, with timestamp": asked(
      "web-socket-hibernation/hibernation: automatic responses",
    ),
    "event timeout: set": asked("web-socket-hibernation/hibernation: event timeout"),
    "event timeout: a handler that exceeds it": asked("slow-hibernation/timeout:"),
    "handlers: messages in order, close, errors": asked(
      "web-socket-hibernation/hibernation: messages",
      "web-socket-hibernation/hibernation: answering",
      "web-socket-hibernation/hibernation: the object closes",
      "web-socket-hibernation/hibernation: a handler throws",
      "web-socket-hibernation/hibernation: no handlers",
    ),
    "evicted and woken: kept state": asked("web-socket-eviction/"),
    "woken by a request, a call, an alarm": asked("slow-hibernation/woken:"),
    "an automatic response does not wake the object": asked("slow-hibernation/asleep:"),
    "a broken object disconnects its sockets": asked(
      "web-socket-hibernation/hibernation: the object breaks",
      "web-socket/fetch: the object breaks",
    ),
  }),
];

export const webSocketMessages = messages(
  "WebSockets",
  [
    "Can't accept() WebSocket that was already used in a response.",
    "Can't accept() WebSocket after enabling hibernation.",
    "Can't call WebSocket send() after close().",
    "You must call one of accept() or state.acceptWebSocket() on this WebSocket before sending messages.",
    "Invalid WebSocket close code: ….",
    "If you specify a WebSocket close reason, you must also specify a code.",
    "Cannot call `acceptWebSocket()` if the WebSocket was already accepted via `accept()`",
    "Cannot call `acceptWebSocket()` on this WebSocket because its pair has already been accepted " +
      "or used in a Response.",
    "a Hibernatable WebSocket cannot have more than 10 tags",
    "… is longer than the max tag length (256 characters).",
    "you must call 'acceptWebSocket()' before attempting to access the tags of a WebSocket.",
    "only hibernatable websockets can have tags.",
    "A WebSocket 'attachment' cannot be larger than 16384 bytes.'attachment' was … bytes.",
    "Request cannot be larger than 2048 bytes. A request of size … was provided.",
    "Response cannot be larger than 2048 bytes. A response of size … was provided.",
    "Event timeout should not exceed 604800000 ms.",
    "Can't return WebSocket that was already used in a response.",
    "Can't return WebSocket in a Response after calling acceptWebSocket().",
    "Can't return WebSocket in a Response after calling accept().",
    "WebSocket disconnected without sending Close frame.",
    "Actor exceeded event execution time and was disconnected.",
    "only 32768 websockets can be accepted on a single Durable Object instance",
  ],
  {
    "Websockets obtained from the 'new WebSocket()' constructor cannot call accept":
      unsupported(PLATFORM),
    "Can't return WebSocket if it was created with `new WebSocket()`": unsupported(PLATFORM),
  },
);
