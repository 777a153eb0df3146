import { firstProject } from "./examples/catalog.ts";
import { keepOffline } from "./offline/register.ts";
import { Playground } from "./session/playground.ts";
import { sendRequest } from "./session/send-request.ts";
import { Settings } from "./session/settings.ts";
import { TabdPlayground } from "./shell/playground.ts";
import { applyTheme, themeOf } from "./shell/theme.ts";

const settings = new Settings();
applyTheme(themeOf(settings));

const session = await Playground.resume(settings, firstProject);
const page = new TabdPlayground();
page.session = session;
document.body.append(page);
void keepOffline();

const isFirstVisit = session.store.current === undefined;
// Code from elsewhere waits until the reader has pressed Run.
if (session.project.origin === undefined || session.project.trusted === true) await session.run();

const [opening] = session.project.requests ?? [];
if (isFirstVisit && opening !== undefined && session.server !== undefined) {
  await sendRequest(session.server, session.project, opening);
}
