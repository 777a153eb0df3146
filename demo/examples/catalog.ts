import {
  COMPATIBILITY_DATE,
  type Project,
  type ProjectRequest,
  withNamespacesOfCode,
} from "../session/project.ts";
import { content as firstAlarm } from "./first-alarm/about.ts";

/** What an example is made of. */
export interface ExampleContent {
  /** The entry is `index.ts`. */
  readonly files: Readonly<Record<string, string>>;
  readonly requests: readonly ProjectRequest[];
}

export interface Example {
  /** Names its folder, its disk and its worker. */
  readonly id: string;
  readonly title: string;
  /** What it shows, and what to press, in one sentence. */
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
    sentence:
      "The alarm is on the disk and not in the page: press Reload page while it counts down, and it rings all the same.",
    content: () => Promise.resolve({ content: firstAlarm }),
  },
  {
    id: "many-reminders",
    title: "Many reminders, one alarm",
    sentence:
      "An object has one alarm: the times are in storage, and the alarm is set for the earliest.",
    content: () => import("./many-reminders/about.ts"),
  },
  {
    id: "batching",
    title: "Batching",
    sentence:
      "The first item sets the alarm; when it fires, all that came meanwhile goes out at once.",
    content: () => import("./batching/about.ts"),
  },
  {
    id: "self-cleaning",
    title: "A cache that cleans up after itself",
    sentence:
      "Each visit moves the alarm; when nobody comes for 15\u00A0s, it deletes all that the object has.",
    content: () => import("./self-cleaning/about.ts"),
  },
  {
    id: "retries",
    title: "Retries",
    sentence:
      "The handler fails three times and is tried again after about 2, 4 and 8\u00A0s; what is done already is not done twice.",
    content: () => import("./retries/about.ts"),
  },
  {
    id: "rate-limiter",
    title: "A rate limiter",
    sentence:
      "Three requests in 10\u00A0s, then 429: the alarm ends the time, and nothing runs while nobody comes.",
    content: () => import("./rate-limiter/about.ts"),
  },
  {
    id: "subscription",
    title: "A subscription of thirty days",
    sentence:
      "The next bill is thirty days away: subscribe, then let the clock go to the next alarm.",
    content: () => import("./subscription/about.ts"),
  },
  {
    id: "chat",
    title: "A chat that hibernates",
    sentence:
      "Its WebSockets stay open while the room is not in memory: enter twice, wait 10\u00A0s till it sleeps, and talk.",
    content: () => import("./chat/about.ts"),
  },
  {
    id: "sql",
    title: "SQL in an object",
    sentence:
      "Each object has an SQLite database of its own: record something, then look at its tables in Storage.",
    content: () => import("./sql/about.ts"),
  },
  {
    id: "two-objects",
    title: "Two objects that call each other",
    sentence:
      "An order holds goods of a warehouse; if it is not paid in 20\u00A0s, its alarm gives them back.",
    content: () => import("./two-objects/about.ts"),
  },
  {
    id: "empty",
    title: "Empty",
    sentence: "A class with an alarm, and nothing in it.",
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

/** The examples, in the order in which one learns from them. Each tells one thing. */
export const catalog: readonly Example[] = entries.map(({ id, title, sentence, content }) => ({
  id,
  title,
  sentence,
  load: async () => projectOf(id, (await content()).content),
}));

/** What a first visit finds: it is here without waiting. */
export const firstProject: Project = projectOf("first-alarm", firstAlarm);
