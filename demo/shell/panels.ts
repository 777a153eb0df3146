import { html, type TemplateResult } from "lit";
import type { PlaygroundSession } from "../session/session.ts";

/** A panel of the drawer. */
export interface Panel {
  readonly name: string;
  readonly title: string;
  /** Loads the code that defines its element. */
  readonly load: () => Promise<unknown>;
  readonly render: (session: PlaygroundSession | undefined) => TemplateResult;
}

/** The panel that is open on a first visit. */
export const DEFAULT_PANEL = "console";

export const panels: readonly Panel[] = [
  {
    name: "console",
    title: "Console",
    load: () => import("../console/console-panel.ts"),
    render: (session) => html`<tabd-console-panel .session=${session}></tabd-console-panel>`,
  },
  {
    name: "request",
    title: "Request",
    load: () => import("../panels/request-panel.ts"),
    render: (session) => html`<tabd-request-panel .session=${session}></tabd-request-panel>`,
  },
  {
    name: "objects",
    title: "Objects",
    load: () => import("../panels/objects-panel.ts"),
    render: (session) => html`<tabd-objects-panel .session=${session}></tabd-objects-panel>`,
  },
  {
    name: "storage",
    title: "Storage",
    load: () => import("../panels/storage-panel.ts"),
    render: (session) => html`<tabd-storage-panel .session=${session}></tabd-storage-panel>`,
  },
  {
    name: "disk",
    title: "Disk",
    load: () => import("../panels/disk-panel.ts"),
    render: (session) => html`<tabd-disk-panel .session=${session}></tabd-disk-panel>`,
  },
];
