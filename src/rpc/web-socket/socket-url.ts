/** An HTTP token (RFC 9110, section 5.6.2). */
const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;

/** @throws {DOMException} `SyntaxError` for arguments that workerd refuses (`api/web-socket.c++`). */
export function checkSocketUrl(url: string | URL, protocols: string | string[] = []): void {
  if (!URL.canParse(url)) throw refusal("The url is invalid.");
  const parsed = new URL(url);
  if (parsed.protocol !== "ws:" && parsed.protocol !== "wss:") {
    throw refusal("The url scheme must be ws or wss.");
  }
  if (parsed.hash !== "") throw refusal("The url fragment must be empty.");
  const all = typeof protocols === "string" ? [protocols] : Array.from(protocols, String);
  if (new Set(all).size < all.length) {
    throw refusal("The protocols header cannot have repeating values.");
  }
  if (!all.every((protocol) => TOKEN.test(protocol))) {
    throw refusal("The protocol header token is invalid.");
  }
}

function refusal(reason: string): DOMException {
  return new DOMException(`WebSocket Constructor: ${reason}`, "SyntaxError");
}
