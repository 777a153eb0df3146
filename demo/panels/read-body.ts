/** Maximum length of a shown body, in bytes. */
export const BODY_LIMIT = 1 << 20;

/** The body received so far. */
export interface BodySoFar {
  readonly bytes: Uint8Array;
  /** `open`: more may follow. `cut`: longer than the limit. */
  readonly state: "open" | "ended" | "cut" | "stopped";
}

/**
 * Reads a body, possibly endless, and reports after each chunk.
 *
 * @param signal stops reading.
 * @throws the error of the stream.
 */
export async function readBody(
  response: Response,
  signal: AbortSignal,
  report: (body: BodySoFar) => void,
): Promise<void> {
  let bytes = new Uint8Array();
  const reader = response.body?.getReader();
  if (reader === undefined) return report({ bytes, state: "ended" });
  const stop = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted) return report({ bytes, state: "stopped" });
      if (done) return report({ bytes, state: "ended" });
      const room = BODY_LIMIT - bytes.length;
      const longer = new Uint8Array(bytes.length + Math.min(room, value.length));
      longer.set(bytes);
      longer.set(value.subarray(0, room), bytes.length);
      bytes = longer;
      if (value.length > room) {
        stop();
        return report({ bytes, state: "cut" });
      }
      report({ bytes, state: "open" });
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** How a body is shown. */
export type BodyLook =
  | { readonly as: "json"; readonly text: string }
  | { readonly as: "text"; readonly text: string }
  | { readonly as: "bytes"; readonly bytes: Uint8Array };

/** Decides by the content, and by the content type only for JSON. */
export function bodyLook({ bytes, state }: BodySoFar, contentType: string | null): BodyLook {
  let text: string;
  try {
    // The last character may be incomplete.
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
      // Not JSON after all.
    }
  }
  return { as: "text", text };
}
