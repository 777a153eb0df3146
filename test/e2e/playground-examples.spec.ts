import { expect, type PlaygroundPage, test } from "./playground-page.ts";

/** Steps through an example, and the expected lane and console lines. */
interface Walk {
  readonly title: string;
  readonly lane: string;
  readonly steps: (playground: PlaygroundPage) => Promise<void>;
  /** After a reload in the middle. */
  readonly rest: (playground: PlaygroundPage) => Promise<void>;
  readonly says: readonly string[];
  readonly marks: readonly string[];
}

const walks: readonly Walk[] = [
  {
    title: "A first alarm",
    lane: "tea",
    steps: async (playground) => playground.send("Remind in 30 s", "done"),
    rest: async (playground) => playground.nextAlarm(),
    says: ["The tea is ready"],
    marks: ["Alarm delivered"],
  },
  {
    title: "Many reminders, one alarm",
    lane: "me",
    steps: async (playground) => {
      await playground.send("Tea in 20 s", "done");
      await playground.send("Stretch in 10 s", "done");
      await playground.send("List reminders", `["Stretch","Tea"]`);
    },
    rest: async (playground) => {
      await playground.nextAlarm();
      await expect(playground.console).toContainText("Stretch");
      await playground.nextAlarm();
    },
    says: ["Stretch", "Tea"],
    marks: ["Alarm replaced", "Alarm delivered"],
  },
  {
    title: "Batching",
    lane: "fruit",
    steps: async (playground) => {
      await playground.send("Add an apple", "1");
      await playground.send("Add a pear", "2");
    },
    rest: async (playground) => {
      await playground.send("Add an apple", "3");
      await playground.nextAlarm();
    },
    says: ["Sent a batch of 3: apple, pear, apple"],
    marks: ["Alarm delivered"],
  },
  {
    title: "A cache that cleans up after itself",
    lane: "ada",
    steps: async (playground) => {
      await playground.send("Ada visits", "1");
      await playground.send("Bob visits", "1");
      await playground.send("Ada visits", "2");
    },
    rest: async (playground) => {
      await playground.nextAlarm();
      await playground.nextAlarm();
    },
    says: ["bob expired, visits: 1", "ada expired, visits: 2"],
    marks: ["Alarm delivered"],
  },
  {
    title: "Retries",
    lane: "order 1",
    steps: async (playground) => {
      await playground.send("Buy", "done");
      await playground.nextAlarm();
      await expect(playground.card).toContainText("try 2");
    },
    rest: async (playground) => {
      for (const round of [3, 4]) {
        await playground.nextAlarm();
        await expect(playground.card).toContainText(`try ${round}`);
      }
      await playground.nextAlarm();
    },
    says: ["Card charged.", "Receipt sent on try 4."],
    marks: ["Alarm failed", "Retry 3 delivered"],
  },
  {
    title: "A rate limiter",
    lane: "ada",
    steps: async (playground) => {
      for (let round = 0; round < 3; round++) await playground.send("Request as Ada", /^200 OK/);
      await playground.send("Request as Ada", /^429 Too many/);
      await playground.send("Request as Bob", /^200 OK/);
    },
    rest: async (playground) => {
      await playground.send("Request as Ada", /^429 Too many/);
      await playground.nextAlarm();
      await expect(playground.card).toContainText("bob, at");
      await playground.send("Request as Ada", /^200 OK/);
    },
    says: ["ada refused"],
    marks: ["Alarm delivered"],
  },
  {
    title: "A subscription of thirty days",
    lane: "ada",
    steps: async (playground) => {
      await playground.send("Subscribe", "done");
      await playground.nextAlarm();
      await expect(playground.console).toContainText("Bill number 1");
    },
    rest: async (playground) => {
      await expect(playground.card).toContainText(/29 d|30 d/);
      await playground.nextAlarm();
      await expect(playground.console).toContainText("Bill number 2");
      await playground.send("List bills", /"amount":5.*"amount":5/);
    },
    says: ["Bill number 1", "Bill number 2"],
    marks: ["Alarm delivered"],
  },
  {
    title: "A chat that hibernates",
    lane: "lobby",
    steps: async (playground) => {
      const { card, page } = playground;
      const talk = (number: number) =>
        page.getByRole("log", { name: `Messages of connection ${number}`, exact: true });
      await card.getByRole("button", { name: "Enter as Ada" }).click();
      await expect(talk(1)).toContainText("Ada joined.");
      await card.getByRole("button", { name: "Enter as Bob" }).click();
      await expect(talk(1)).toContainText("Bob joined.");
      await playground.send("List members", /200 \["(Ada","Bob|Bob","Ada)"\]/);
      await playground.panel("Objects");
      await expect(page.getByText("hibernating")).toBeVisible({ timeout: 30_000 });
      await playground.panel("Request");
      await page
        .getByRole("region", { name: "Connection 2", exact: true })
        .getByRole("button", { name: "Here I am." })
        .click();
      await expect(talk(1)).toContainText("Bob: Here I am.");
      await playground.panel("Console");
      await expect(playground.console.getByText("The room starts.")).toHaveCount(2);
    },
    // A reload closes all connections, so the room is empty.
    rest: async (playground) => playground.send("List members", "200 []"),
    says: ["The room starts."],
    marks: ["Object started", "Object evicted"],
  },
  {
    title: "SQL in an object",
    lane: "kitchen",
    steps: async (playground) => {
      await playground.send("Record 21.5°", "done");
      await playground.send("Record 23°", "done");
    },
    rest: async (playground) => {
      await playground.send("Summary", `{"count":2,"average":22.25}`);
      await playground.nextAlarm();
      await playground.nextAlarm();
      await playground.send("Summary", `{"count":0,"average":null}`);
    },
    says: [],
    marks: ["Alarm delivered"],
  },
  {
    title: "Two objects that call each other",
    lane: "order 1",
    steps: async (playground) => {
      await playground.send("Order two", "2 reserved. Pay within 20 s.");
      await playground.send("Show stock", "3");
    },
    rest: async (playground) => {
      await playground.nextAlarm();
      await expect(playground.console).toContainText("Not paid in time");
      await playground.send("Show stock", "5");
    },
    says: ["Not paid in time: 2 returned."],
    marks: ["Alarm delivered"],
  },
];

for (const { title, lane, steps, rest, says, marks } of walks) {
  test(`${title}: works with a reload in between, and its events are on the timeline`, async ({
    playground,
  }) => {
    await playground.open();
    await playground.choose(title);
    await playground.panel("Console");
    await steps(playground);
    await playground.reload();
    await rest(playground);
    for (const line of says) await expect(playground.console).toContainText(line);
    await playground.page.getByRole("button", { name: "Fit" }).click();
    for (const name of marks) await expect(playground.mark(lane, name).first()).toBeVisible();
    await expect(
      playground.timeline.getByRole("option", { name: /Page loaded|Host/ }).first(),
    ).toBeVisible();
  });
}
