import { serve } from "tabd";
import type { Reminder } from "./reminders.ts";

const form = document.querySelector("form") as HTMLFormElement;
const button = document.querySelector("button") as HTMLButtonElement;
const list = document.querySelector("ul") as HTMLUListElement;
const status = document.querySelector("[role=status]") as HTMLElement;

const server = await serve({
  worker: () => new Worker(new URL("./host.ts", import.meta.url), { type: "module" }),
  compatibilityDate: "2026-11-17",
  durableObjectNamespaces: [{ className: "Reminders", uniqueKey: "reminders", enableSql: true }],
  durableObjectStorage: { localDisk: "reminders" },
  bindings: { REMINDERS: { durableObjectNamespace: "Reminders" } },
});
const mine = server.env.REMINDERS.getByName("mine");

async function show(): Promise<void> {
  const reminders: Reminder[] = await mine.list();
  list.replaceChildren(...reminders.map(row));
  const open = reminders.filter(({ delivered }) => delivered === null).length;
  status.textContent = `${open} to come, ${reminders.length - open} delivered`;
}

function row({ text, due, delivered }: Reminder): HTMLLIElement {
  const item = document.createElement("li");
  const words = document.createElement("span");
  words.textContent = text;
  const time = document.createElement("time");
  time.dateTime = new Date(due).toISOString();
  time.textContent = delivered === null ? new Date(due).toLocaleString() : "delivered";
  item.toggleAttribute("data-delivered", delivered !== null);
  item.replaceChildren(words, time);
  return item;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const data = new FormData(form);
  void mine.add(data.get("text"), Number(data.get("delay"))).then(() => {
    form.reset();
    return show();
  });
});

button.disabled = false;
server.events.on("alarm-succeeded", () => void show());
await show();
