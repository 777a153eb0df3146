/**
 * How the service worker hands a request to a page that runs the worker.
 *
 * The service worker offers a request with a port of its own. A page that runs the worker claims it,
 * and the first page gets it. It answers with the head, and with one chunk for each `pull`.
 */
export interface RequestOffer {
  readonly type: "tabd:offer";
  readonly request: RequestParts;
}

export interface RequestParts {
  /** With the path as the worker has it, without the site's base. */
  readonly url: string;
  readonly method: string;
  readonly headers: [string, string][];
  readonly body: ArrayBuffer | null;
}

/** From the page, through the offer's port. */
export type AnswerMessage =
  | { readonly type: "claim" }
  | {
      readonly type: "head";
      readonly status: number;
      readonly statusText: string;
      readonly headers: [string, string][];
      readonly hasBody: boolean;
    }
  | { readonly type: "chunk"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: "end" }
  | { readonly type: "error"; readonly message: string };

/** To the page, through the same port. */
export type DemandMessage = "go" | "pull" | "cancel";

/** From a page to the service worker: it can answer now. */
export const READY = "tabd:ready";

/** From a page: take control of it, even if it was loaded without a service worker. */
export const CLAIM = "tabd:claim";
