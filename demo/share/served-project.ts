import { checkedProject } from "../session/checked-project.ts";
import type { Project } from "../session/project.ts";

const link = document.querySelector<HTMLLinkElement>('link[rel="tabd-project"]');

/** Whether `npx tabd` serves this page, or has built its site. */
export const isServed = link !== null;

/**
 * The project of the folder in which `npx tabd` serves this page; undefined on other sites. It is the
 * reader's own code, and keeps its disk after an edit of a file.
 *
 * @throws {Error} with the message of the command line, if it cannot read the project any more.
 */
export async function servedProject(): Promise<Project | undefined> {
  if (link === null) return undefined;
  const response = await fetch(link.href);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  const project = checkedProject(JSON.parse(text));
  if (project === undefined) throw new Error(`${link.href} has no project.`);
  return { ...project, origin: "file", trusted: true, disk: `folder-${project.name}` };
}
