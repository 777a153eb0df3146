/** A request on its way from the test to the page. */
export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: [string, string][];
  readonly body: Uint8Array | undefined;
  readonly redirect: RequestRedirect;
}

/** A response on its way from the page to the test. */
export interface SentResponse {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: [string, string][];
  readonly body: Uint8Array | undefined;
}

export type SendInPage = (
  send: (request: Request) => Promise<Response>,
  request: SentRequest,
) => Promise<SentResponse>;

export async function sendRequest(request: Request): Promise<SentRequest> {
  const { url, method, headers, redirect } = request;
  const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
  return { url, method, headers: [...headers], body, redirect };
}

/** Runs in the page as source text: it uses nothing outside itself. */
export async function sendInPage(
  send: (request: Request) => Promise<Response>,
  { url, method, headers, body, redirect }: SentRequest,
): Promise<SentResponse> {
  const init = { method, headers, redirect, ...(body && { body: body as BodyInit }) };
  const response = await send(new Request(url, init));
  const { status, statusText } = response;
  if (status === 101) {
    throw new Error("The answer is a WebSocket, which cannot leave the page: use page.evaluate().");
  }
  const bytes = response.body === null ? undefined : new Uint8Array(await response.arrayBuffer());
  return { url: response.url, status, statusText, headers: [...response.headers], body: bytes };
}

export function receiveResponse({ status, statusText, headers, body }: SentResponse): Response {
  return new Response((body as BodyInit | undefined) ?? null, { status, statusText, headers });
}
