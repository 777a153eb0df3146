import type { CheckedConfig } from "../../config/checked-config.ts";
import type { CodeIdentity } from "../../protocol/events.ts";

const { crypto, location } = globalThis;

/**
 * What tells two tabs that they were given different code, or a different configuration.
 *
 * Code that is given as `modules` is known by its text. Of a bundled worker the host sees no text:
 * it is known by the URL of its script, which bundlers change whenever the content changes. (A
 * development server does not: there an edit goes unnoticed until both tabs are reloaded.)
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
