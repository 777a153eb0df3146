import { asked, rows } from "./row.ts";

/** Requests, responses and their bodies, as objects send and get them. */
export const httpRows = [
  ...rows("HTTP", {
    "Headers: what they are made of": asked("headers/headers: of", "headers/headers: na"),
    "Headers: get(), set(), append(), delete(), getSetCookie(), getAll()": asked(
      "headers/headers: methods",
      "headers/headers: walked",
    ),
    "Headers: those of others cannot be changed": asked("headers/headers: who"),
    "Headers: what is neither Latin-1 nor a name": asked("headers/headers: no"),
    "Request: URLs and methods": asked("request/request: URLs", "request/request: methods"),
    "Request: bodies and other fields": asked("request/request: bodies", "request/request: other"),
    "Request: of another, clone()": asked("request/request: of", "request/request: a class"),
    "Request: signals": asked("request/request: signals"),
    "Response: bodies, statuses and other fields": asked(
      "response/response: bodies",
      "response/response: statuses",
      "response/response: other",
      "response/response: a class",
    ),
    "Response: json(), redirect(), error(), clone()": asked(
      "response/response: json",
      "response/response: redirect",
      "response/response: clone",
    ),
    "bodies: read as text, JSON, bytes, blobs and forms": asked("bodies/body:"),
    "fetch() of a stub: what the object sees": asked(
      "stub-fetch/sent: l",
      "stub-fetch/sent: methods",
      "stub-fetch/request:",
    ),
    "fetch() of a stub: aborted, also while the body is read": asked(
      "stub-fetch/aborted:",
      "platform/abort: of",
    ),
    "fetch() of a stub: modes of the cache": asked("stub-fetch/sent: modes"),
    "fetch() of a stub: what the caller sees": asked("stub-fetch/answered:"),
    "fetch() of a stub: what a redirect sends again": asked("stub-fetch/redirects:"),
  }),
];
