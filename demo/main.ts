import { render } from "lit";
import { EventLog } from "./event-log.ts";
import { Reminders } from "./reminders.ts";
import { type Actions, type Model, view } from "./view.ts";

const root = document.querySelector<HTMLElement>("#app");
if (!root) throw new Error("The page has no element #app.");

const log = new EventLog();
let reminders: Reminders | undefined;
let model: Model = {
  host: "starting",
  problem: "",
  now: Date.now(),
  alarms: [],
  files: [],
  events: log.events,
};

function update(change: Partial<Model>): void {
  model = { ...model, ...change, now: Date.now(), events: log.events };
  if (root) render(view(model, actions), root);
}

/** Runs what the user asked for; what goes wrong is shown. */
function attempt(work: () => Promise<void>): void {
  work().then(
    () => update({ problem: "" }),
    (error: unknown) => update({ problem: error instanceof Error ? error.message : String(error) }),
  );
}

let looking = false;

/** Looks soon, and once for all that happens until then. */
function lookSoon(): void {
  if (looking) return;
  looking = true;
  setTimeout(() => {
    looking = false;
    attempt(look);
  }, 50);
}

/** Asks the host what is there. A host that goes meanwhile leaves the page as it was. */
async function look(): Promise<void> {
  const asked = reminders;
  if (asked === undefined) return;
  const [alarms, files] = await Promise.all([asked.alarms(), asked.files()]);
  if (reminders === asked) update({ alarms, files });
}

async function start(): Promise<void> {
  update({ host: "starting" });
  try {
    reminders = await Reminders.start((event) => {
      log.add(event);
      update({});
      lookSoon();
    });
  } catch (error) {
    update({ host: "failed" });
    throw error;
  }
  log.add({ type: "host-started", time: Date.now() });
  update({ host: "running" });
  await look();
}

const actions: Actions = {
  set: (form, delay) =>
    attempt(async () => {
      await reminders?.remind(String(form.get("name")), String(form.get("text")), delay);
      await look();
    }),
  cancel: (name) =>
    attempt(async () => {
      await reminders?.cancel(name);
      await look();
    }),
  reload: () => location.reload(),
  kill: () => {
    reminders?.kill();
    reminders = undefined;
    log.add({ type: "host-killed", time: Date.now() });
    update({ host: "killed" });
  },
  start: () => attempt(start),
  clearEvents: () => {
    log.clear();
    update({});
  },
};

log.add({ type: "page-loaded", time: Date.now() });
attempt(start);
setInterval(() => {
  if (model.alarms.length > 0) update({});
}, 100);
