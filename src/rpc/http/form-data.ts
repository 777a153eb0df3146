/** Parses bodies as `FormData`, with workerd's rules and messages (`api/form-data.c++`). */

/** How a body is encoded, from its `Content-Type`. */
export type FormEncoding = { readonly boundary: string } | "urlencoded";

interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly type: string;
}

const HEADERS_END = /\r?\n\r?\n/g;

/** @throws {TypeError} for a `Content-Type` that is not a form's. */
export function formEncoding(contentType: string | null): FormEncoding {
  if (contentType === null) {
    throw new TypeError("Parsing a Body as FormData requires a Content-Type header.");
  }
  const essence = (contentType.split(";")[0] as string).trim().toLowerCase();
  if (essence === "application/x-www-form-urlencoded") return "urlencoded";
  if (essence !== "multipart/form-data") {
    throw new TypeError(
      "Unrecognized Content-Type header value. FormData can only parse the following MIME types: " +
        "multipart/form-data, application/x-www-form-urlencoded",
    );
  }
  const boundary = /;\s*boundary=(?:"((?:\\.|[^"\\])*)"|([^;\s]*))/i.exec(contentType);
  if (boundary === null) {
    throw new TypeError(
      "No boundary string in Content-Type header. The multipart/form-data MIME type requires a " +
        "boundary parameter, e.g. 'Content-Type: multipart/form-data; boundary=\"abcd\"'. See RFC " +
        "7578, section 4.",
    );
  }
  return { boundary: boundary[1]?.replace(/\\(.)/g, "$1") ?? boundary[2] ?? "" };
}

/** @throws {TypeError} for a multipart body that is malformed. */
export function parseForm(bytes: Uint8Array<ArrayBuffer>, encoding: FormEncoding): FormData {
  return encoding === "urlencoded"
    ? parseUrlEncoded(utf8(bytes))
    : parseMultipart(bytes, `--${encoding.boundary}`);
}

function parseUrlEncoded(text: string): FormData {
  const form = new FormData();
  for (const [name, value] of new URLSearchParams(text)) form.append(name, value);
  return form;
}

function parseMultipart(bytes: Uint8Array<ArrayBuffer>, delimiter: string): FormData {
  const form = new FormData();
  // One character a byte, so that positions in the text are positions in the bytes.
  const text = byteString(bytes);
  const wanted = byteString(new TextEncoder().encode(delimiter));
  const first = text.indexOf(wanted);
  if (first < 0) {
    throw new TypeError("No initial boundary string (or you have a truncated message).");
  }
  for (let at = first + wanted.length; !text.startsWith("--", at);) {
    const newline = /\r?\n/y;
    newline.lastIndex = at;
    if (!newline.test(text)) {
      throw new TypeError("Boundary string was not succeeded by CRLF, LF, or '--'.");
    }
    HEADERS_END.lastIndex = newline.lastIndex;
    const headersEnd = HEADERS_END.exec(text);
    if (headersEnd === null) {
      throw new TypeError("No multipart message header termination found.");
    }
    const headers = utf8(bytes.subarray(newline.lastIndex, headersEnd.index));
    const start = headersEnd.index + headersEnd[0].length;
    const next = text.indexOf(`\n${wanted}`, start);
    if (next < 0) throw new TypeError("No subsequent boundary string after multipart message.");
    const end = next > start && text[next - 1] === "\r" ? next - 1 : next;
    append(form, readPart(headers), bytes.slice(start, end));
    at = next + 1 + wanted.length;
  }
  return form;
}

function append(form: FormData, { name, filename, type }: Part, value: Uint8Array<ArrayBuffer>) {
  if (filename === undefined) form.append(name, utf8(value));
  else form.append(name, new File([value], filename, { type }));
}

function readPart(headers: string): Part {
  const header = /^content-disposition:[ \t]*([^;\r\n]*)(.*)$/im.exec(headers);
  if (header === null) {
    throw new TypeError("No valid Content-Disposition header found in FormData part.");
  }
  const disposition = (header[1] as string).trim();
  if (disposition !== "form-data") {
    throw new TypeError(
      'Content-Disposition header for FormData part must have the value "form-data", possibly ' +
        `followed by parameters. Got: "${disposition}"`,
    );
  }
  const parameters = new Map<string, string>();
  for (const [, name = "", quoted = ""] of (header[2] as string).matchAll(
    /;\s*([^=;\s]+)="((?:\\.|[^"\\])*)"/g,
  )) {
    parameters.set(name.toLowerCase(), quoted.replace(/\\(.)/g, "$1"));
  }
  const name = parameters.get("name");
  if (name === undefined) {
    throw new TypeError("Content-Disposition header in FormData part is missing a name.");
  }
  // An empty file name makes a plain field.
  const filename = parameters.get("filename") || undefined;
  const type = /^content-type:[ \t]*(.*?)[ \t\r]*$/im.exec(headers)?.[1] ?? "";
  return { name, filename, type };
}

function utf8(bytes: Uint8Array<ArrayBuffer>): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function byteString(bytes: Uint8Array): string {
  // In pieces: the number of arguments is limited.
  const piece = 32_768;
  let text = "";
  for (let at = 0; at < bytes.length; at += piece) {
    text += String.fromCharCode(...bytes.subarray(at, at + piece));
  }
  return text;
}
