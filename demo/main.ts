import { firstProject } from "./examples/catalog.ts";
import { keepOffline } from "./offline/register.ts";
import { Playground } from "./session/playground.ts";
import { sendRequest } from "./session/send-request.ts";
import { Settings } from "./session/settings.ts";
import { isServed, servedProject } from "./share/served-project.ts";
import { isProjectLink, projectOfLink } from "./share/share-link.ts";
import { attempt, notify } from "./shell/notice.ts";
import { TabdPlayground } from "./shell/playground.ts";
import { applyTheme, themeOf } from "./shell/theme.ts";

const settings = new Settings();
applyTheme(themeOf(settings));

const session = await Playground.resume(settings, firstProject);
const isFirstVisit = session.store.current === undefined;
const page = new TabdPlayground();
page.session = session;
document.body.append(page);

/** Opens the project of the folder that this page is served for, if it is. */
async function openFolder(): Promise<undefined> {
  const project = await servedProject();
  if (project === undefined) return;
  await session.open(project, { afresh: true });
  await session.run();
}

if (!isServed) {
  void keepOffline(() => {
    notify(
      page,
      "This page comes from an earlier version of the site. Reload it to continue.",
      true,
    );
  });
}

/** Opens the project of the link in the address, where the link stays until the project is stored. */
async function openLink(): Promise<undefined> {
  const { hash } = location;
  try {
    await session.open(await projectOfLink(hash));
    if (!session.isKept) history.replaceState(null, "", hash);
  } catch (error) {
    forgetLink();
    throw error;
  }
}

function forgetLink(): void {
  if (!isProjectLink(location.hash)) return;
  history.replaceState(null, "", location.pathname + location.search);
}

session.addEventListener("change", () => {
  if (session.isKept) forgetLink();
});

addEventListener("beforeunload", (event) => {
  if (!session.isStored) event.preventDefault();
});

addEventListener("hashchange", () => {
  if (isProjectLink(location.hash)) void attempt(page, openLink);
});

if (isProjectLink(location.hash)) {
  await attempt(page, openLink);
} else if (isServed) {
  await attempt(page, openFolder);
} else if (session.project.origin === undefined || session.project.trusted === true) {
  await session.run();
  // Start the first example's alarm, so that the first visit shows a countdown.
  const [opening] = session.project.requests ?? [];
  const { server } = session;
  if (isFirstVisit && opening?.kind === "rpc" && server !== undefined) {
    await sendRequest(server, session.project, opening).catch((error: unknown) => {
      // The reader has already opened something else.
      if (session.server === server) throw error;
    });
  }
}
