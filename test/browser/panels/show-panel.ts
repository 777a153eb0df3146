import type { Server } from "tabd";
import { onTestFinished } from "vitest";
import { Playground } from "../../../demo/session/playground.ts";
import type { Project } from "../../../demo/session/project.ts";
import type { PlaygroundSession } from "../../../demo/session/session.ts";
import { Settings } from "../../../demo/session/settings.ts";
import "../../../demo/style/tokens.css";
import { roomProject } from "./room-project.ts";

/** A stub of a `Room`. */
export interface RoomStub {
  enter(name: string, at?: Date): Promise<unknown>;
  remind(delay: number): Promise<void>;
  makeTable(rows: number): Promise<void>;
  /** Puts a value into the facet at a path of names. */
  nook(way: readonly string[], key: string, value: unknown): Promise<void>;
  dropNook(name: string): Promise<void>;
  /** Never answers. */
  hang(): Promise<never>;
}

/** A session on a new disk, whose host runs until the test ends. */
export async function startSession(change: Partial<Project> = {}): Promise<Playground> {
  const project = roomProject(change);
  const session = await Playground.resume(new Settings(), project);
  onTestFinished(() => {
    session.kill();
    localStorage.clear();
  });
  await session.open(project);
  await session.run();
  if (session.server === undefined) throw new Error(session.problem);
  return session;
}

/** The server of a running session. */
export function serverOf(session: PlaygroundSession): Server {
  if (session.server === undefined) throw new Error("no host runs");
  return session.server;
}

export function roomOf(session: PlaygroundSession, name: string): RoomStub {
  return serverOf(session).env["ROOM"].getByName(name) as RoomStub;
}

/** Shows a panel until the test ends. */
export function showPanel<Panel extends HTMLElement & { session: PlaygroundSession | undefined }>(
  panel: Panel,
  session: PlaygroundSession,
): Panel {
  panel.session = session;
  document.body.append(panel);
  onTestFinished(() => panel.remove());
  return panel;
}
