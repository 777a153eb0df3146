import {
  type AnswerMessage,
  type DemandMessage,
  READY,
  type RequestOffer,
  type RequestParts,
} from "../service-worker/messages.ts";
import type { RoutedServer, WorkerServer } from "./worker-server.ts";

/** Answers the requests that the service worker offers to this page. */
export function answerOffers(worker: WorkerServer<RoutedServer>): void {
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener("message", ({ data, ports }: MessageEvent<unknown>) => {
    const [port] = ports;
    if (isOffer(data) && port !== undefined) answer(worker, data.request, port);
  });
  serviceWorker.startMessages();
  serviceWorker.controller?.postMessage(READY);
}

function isOffer(data: unknown): data is RequestOffer {
  return typeof data === "object" && data !== null && "type" in data && data.type === "tabd:offer";
}

function answer(worker: WorkerServer<RoutedServer>, parts: RequestParts, port: MessagePort): void {
  const say = (message: AnswerMessage, transfer: Transferable[] = []): void =>
    port.postMessage(message, transfer);
  const fail = (error: unknown): void => say({ type: "error", message: String(error) });
  const stop = new AbortController();
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;

  const start = async (): Promise<void> => {
    const response = await fetchFrom(await worker.current, parts, stop.signal);
    const { status, statusText, headers, body } = response;
    reader = body?.getReader();
    say({ type: "head", status, statusText, headers: [...headers], hasBody: body !== null });
  };
  const pull = async (): Promise<void> => {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done || value === undefined) return say({ type: "end" });
    // A view may be of a larger buffer, which must stay.
    const bytes = value.slice();
    say({ type: "chunk", bytes }, [bytes.buffer]);
  };
  port.onmessage = ({ data }: MessageEvent<DemandMessage>) => {
    if (data === "go") void start().catch(fail);
    else if (data === "pull") void pull().catch(fail);
    else {
      stop.abort();
      void reader?.cancel().catch(() => undefined);
    }
  };
  say({ type: "claim" });
}

function fetchFrom(
  server: RoutedServer,
  { url, method, headers, body }: RequestParts,
  signal: AbortSignal,
): Promise<Response> {
  return server.fetch(url, { method, headers, body, signal, redirect: "manual" });
}
