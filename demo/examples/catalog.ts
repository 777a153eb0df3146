import {
  COMPATIBILITY_DATE,
  type Project,
  type ProjectRequest,
  withNamespacesOfCode,
} from "../session/project.ts";
import { content as firstAlarm } from "./first-alarm/about.ts";

export interface ExampleContent {
  /** The entry file is `index.ts`. */
  readonly files: Readonly<Record<string, string>>;
  readonly requests: readonly ProjectRequest[];
}

export interface Example {
  /** The name of its folder, its disk and its worker. */
  readonly id: string;
  readonly title: string;
  /** A description, and what to try. */
  readonly sentence: string;
  load(): Promise<Project>;
}

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  readonly content: () => Promise<{ readonly content: ExampleContent }>;
}

const entries: readonly Entry[] = [
  {
    id: "first-alarm",
    title: "A first alarm",
    sentence: "The alarm is stored on disk. Reload the page while it counts down: it still fires.",
    content: () => Promise.resolve({ content: firstAlarm }),
  },
  {
    id: "many-reminders",
    title: "Many reminders, one alarm",
    sentence:
      "An object has only one alarm. The reminders are in storage, and the alarm is set for the earliest.",
    content: () => import("./many-reminders/about.ts"),
  },
  {
    id: "batching",
    title: "Batching",
    sentence: "The first item sets an alarm. When it fires, all collected items are sent at once.",
    content: () => import("./batching/about.ts"),
  },
  {
    id: "self-cleaning",
    title: "A cache that cleans up after itself",
    sentence:
      "Each visit postpones the alarm. After 15\u00A0s without a visit, it deletes the object's storage.",
    content: () => import("./self-cleaning/about.ts"),
  },
  {
    id: "retries",
    title: "Retries",
    sentence:
      "The handler fails three times and is retried after about 2, 4 and 8\u00A0s. Finished steps are not repeated.",
    content: () => import("./retries/about.ts"),
  },
  {
    id: "rate-limiter",
    title: "A rate limiter",
    sentence:
      "Each client may send three requests in 10\u00A0s, then gets 429. An alarm ends the window.",
    content: () => import("./rate-limiter/about.ts"),
  },
  {
    id: "subscription",
    title: "A subscription of thirty days",
    sentence:
      "The next bill is due in thirty days. Subscribe, then press Next alarm to advance the clock.",
    content: () => import("./subscription/about.ts"),
  },
  {
    id: "chat",
    title: "A chat that hibernates",
    sentence:
      "WebSockets stay open while the object hibernates. Enter twice, wait 10\u00A0s, then send a message.",
    content: () => import("./chat/about.ts"),
  },
  {
    id: "sql",
    title: "SQL in an object",
    sentence:
      "Each object has its own SQLite database. Record a value, then open Storage › Tables.",
    content: () => import("./sql/about.ts"),
  },
  {
    id: "two-objects",
    title: "Two objects that call each other",
    sentence:
      "An order reserves items in a warehouse. If it is not paid in 20\u00A0s, its alarm returns them.",
    content: () => import("./two-objects/about.ts"),
  },
  {
    id: "empty",
    title: "Minimal",
    sentence: "The smallest class with an alarm, as a start for your own code.",
    content: () => import("./empty/about.ts"),
  },
];

function projectOf(id: string, { files, requests }: ExampleContent): Project {
  return withNamespacesOfCode({
    name: id,
    exampleId: id,
    files,
    requests,
    config: { main: "index.ts", compatibilityDate: COMPATIBILITY_DATE, namespaces: [] },
  });
}

/** The examples, in learning order. Each shows one thing. */
export const catalog: readonly Example[] = entries.map(({ id, title, sentence, content }) => ({
  id,
  title,
  sentence,
  load: async () => projectOf(id, (await content()).content),
}));

/** The project of a first visit; loaded with the page. */
export const firstProject: Project = projectOf("first-alarm", firstAlarm);

/** The example with a project's id or name: a link does not contain the id. */
export function exampleOf({ exampleId, name }: Project): Example | undefined {
  return catalog.find(({ id }) => id === (exampleId ?? name));
}
