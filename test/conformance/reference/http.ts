import { asked, rows } from "./row.ts";

/** Requests, responses and their bodies. */
export const httpRows = [
  ...rows("HTTP", {
    "Headers: constructor": asked(
      "headers/headers: of",
      "headers/headers: invalid",
      "headers/headers: na",
    ),
    "Headers: get(), set(), append(), delete(), getSetCookie(), getAll()": asked(
      "headers/headers: methods",
      "headers/headers: iteration",
    ),
    "Headers: immutable on received messages": asked(
      "headers/headers: which headers can be changed",
    ),
    "Headers: values outside Latin-1, invalid names": asked(
      "headers/headers: values outside Latin-1, invalid names",
    ),
    "Request: URLs and methods": asked("request/request: URLs", "request/request: methods"),
    "Request: bodies and other fields": asked("request/request: bodies", "request/request: other"),
    "Request: from another request, clone()": asked(
      "request/request: from another request",
      "request/request: a subclass",
    ),
    "Request: signals": asked("request/request: signals"),
    "Response: bodies, statuses and other fields": asked(
      "response/response: bodies",
      "response/response: statuses",
      "response/response: other",
      "response/response: a subclass",
    ),
    "Response: json(), redirect(), error(), clone()": asked(
      "response/response: json",
      "response/response: redirect",
      "response/response: clone",
    ),
    "bodies: read as text, JSON, bytes, blobs and forms": asked("bodies/body:"),
    "fetch() of a stub: the request that the object receives": asked(
      "stub-fetch/sent: l",
      "stub-fetch/sent: methods",
      "stub-fetch/request:",
    ),
    "fetch() of a stub: aborted, also while the body is read": asked(
      "stub-fetch/aborted:",
      "platform/abort: of",
    ),
    "fetch() of a stub: cache modes": asked("stub-fetch/sent: modes"),
    "fetch() of a stub: the response that the caller receives": asked("stub-fetch/answered:"),
    "fetch() of a stub: redirects": asked("stub-fetch/redirects:"),
  }),
];
