/** How much of a body is read to be shown, in bytes. */
export const BODY_LIMIT = 1 << 20;

/** A body as far as it has come. */
export interface BodySoFar {
  readonly bytes: Uint8Array;
  /** `open`: more may come. `cut`: there was more than the limit. */
  readonly state: "open" | "ended" | "cut" | "stopped";
}

/**
 * Reads a body, which need not have an end, and tells after each chunk.
 *
 * @param signal stops reading.
 * @throws what the stream fails with.
 */
export async function readBody(
  response: Response,
  signal: AbortSignal,
  tell: (body: BodySoFar) => void,
): Promise<void> {
  let bytes = new Uint8Array();
  const reader = response.body?.getReader();
  if (reader === undefined) return tell({ bytes, state: "ended" });
  const stop = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted) return tell({ bytes, state: "stopped" });
      if (done) return tell({ bytes, state: "ended" });
      const room = BODY_LIMIT - bytes.length;
      const longer = new Uint8Array(bytes.length + Math.min(room, value.length));
      longer.set(bytes);
      longer.set(value.subarray(0, room), bytes.length);
      bytes = longer;
      if (value.length > room) {
        stop();
        return tell({ bytes, state: "cut" });
      }
      tell({ bytes, state: "open" });
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** How a body is shown: as JSON that was parsed, as text, or as bytes. */
export type BodyLook =
  | { readonly as: "json"; readonly text: string }
  | { readonly as: "text"; readonly text: string }
  | { readonly as: "bytes"; readonly bytes: Uint8Array };

/** Goes by the content, and by its type only where that says JSON. */
export function bodyLook({ bytes, state }: BodySoFar, contentType: string | null): BodyLook {
  let text: string;
  try {
    // The last character may not have come completely.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: state !== "ended" });
  } catch {
    return { as: "bytes", bytes };
  }
  if (text.includes("\0")) return { as: "bytes", bytes };
  const mayBeJson = /\bjson\b/i.test(contentType ?? "") || /^\s*[[{]/.test(text);
  if (mayBeJson && state === "ended") {
    try {
      return { as: "json", text: JSON.stringify(JSON.parse(text), null, 2) };
    } catch {
      // It only looks like JSON.
    }
  }
  return { as: "text", text };
}
