import type { CheckedConfig } from "../../config/checked-config.ts";
import type { CodeIdentity } from "../../protocol/events.ts";

const { crypto, location } = globalThis;

/**
 * Identifies a host's code and configuration, so that two tabs detect a difference. Code that is
 * given as `modules` is identified by its text. The host doesn't see the text of a bundled worker,
 * so the URL of its script identifies it: bundlers change the URL with the content. (A development
 * server does not: it misses an edit until both tabs are reloaded.)
 */
export async function codeIdentity(config: CheckedConfig): Promise<CodeIdentity> {
  const { code, ...rest } = config;
  const text = JSON.stringify(
    [code.kind === "modules" ? code.modules : location.href, rest],
    (_, value: unknown) => (value instanceof Uint8Array ? [...value] : value),
  );
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"));
  return { name: config.name, hash: hash.join("") };
}
