import { html, type TemplateResult } from "lit";
import type { SocketInfo } from "tabd";

/** The WebSockets of an object or facet. */
export function socketList(sockets: readonly SocketInfo[]): TemplateResult {
  return html`<ul>
    ${sockets.map(
      ({ state, hibernating, tags }) =>
        html`<li>
          ${state}${hibernating ? ", hibernating" : ""}${
            tags.length === 0 ? "" : `, tags: ${tags.join(", ")}`
          }
        </li>`,
    )}
  </ul>`;
}
