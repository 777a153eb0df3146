import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { RequestPanel } from "../../demo/panels/request-panel.ts";
import { roomProject } from "./panels/room-project.ts";
import { roomOf, serverOf, showPanel, startSession } from "./panels/show-panel.ts";

async function call(object: string, method: string, args: string): Promise<void> {
  await page.getByRole("combobox", { name: "Object" }).fill(object);
  await page.getByRole("combobox", { name: "Method" }).fill(method);
  await page.getByRole("textbox", { name: "Arguments" }).fill(args);
  await page.getByRole("button", { name: "Call" }).click();
}

test("a method is called with literals, by name and by id; the result is a tree", async () => {
  const session = await startSession();
  const { env } = serverOf(session);
  showPanel(new RequestPanel(), session);
  await call("lobby", "enter", "'Ada', new Date(0)");
  const result = page.getByRole("tree", { name: "Result" });
  await expect.element(result).toHaveTextContent('entered: "Ada"');
  await expect.element(result).toHaveTextContent("at: 1970-01-01T00:00:00.000Z");
  await call(String(env["ROOM"].idFromName("lobby")), "enter", '"Grace"');
  await expect.element(result).toHaveTextContent('entered: "Grace"');
  const { entries } = await serverOf(session).inspect.kv({ className: "Room", name: "lobby" });
  expect(entries.map(({ key }) => key)).toEqual(["member Ada", "member Grace"]);
});

test("invalid arguments are refused with their position, and nothing is sent", async () => {
  const session = await startSession();
  showPanel(new RequestPanel(), session);
  await call("lobby", "enter", "'Ada', { at: }");
  await expect
    .element(page.getByRole("alert").first())
    .toHaveTextContent('Column 14: expected a value, not "}".');
  expect((await serverOf(session).inspect.objects()).total).toBe(0);
});

test("a thrown error is shown with name, message and properties", async () => {
  const session = await startSession();
  showPanel(new RequestPanel(), session);
  await call("lobby", "fail", "'as told'");
  const error = page.getByRole("tree", { name: "Error" });
  await expect.element(error).toHaveTextContent("TypeError: as told");
  await expect.element(error).toHaveTextContent("remote: true");
  await call("lobby", "nothing", "");
  await expect.element(error).toHaveTextContent(/does not implement.*"nothing"/);
});

test("the methods of the class are suggested", async () => {
  const session = await startSession();
  const panel = showPanel(new RequestPanel(), session);
  await expect.element(page.getByRole("combobox", { name: "Method" })).toBeVisible();
  const form = panel.shadowRoot?.querySelector("tabd-rpc-form");
  const options = form?.shadowRoot?.querySelectorAll<HTMLOptionElement>("#methods option") ?? [];
  expect([...options].map(({ value }) => value)).toEqual([
    "enter",
    "remind",
    "fail",
    "makeTable",
    "hang",
    "nook",
    "dropNook",
  ]);
});

test("an HTTP request shows status, headers, body and time", async () => {
  const session = await startSession();
  showPanel(new RequestPanel(), session);
  await page.getByRole("tab", { name: "HTTP" }).click();
  await page.getByRole("combobox", { name: "Method" }).selectOptions("POST");
  await page.getByRole("textbox", { name: "URL" }).fill("/some/path");
  await page.getByRole("textbox", { name: "Headers" }).fill("X-Said: hello");
  await page.getByRole("textbox", { name: "Body" }).fill("the body");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect.element(page.getByText(/^\s*201/)).toBeVisible();
  await expect.element(page.getByText(/^in [\d.]+ ms$/)).toBeVisible();
  const answer = { method: "POST", pathname: "/some/path", body: "the body", said: "hello" };
  const body = page.getByRole("region", { name: "Body" });
  await expect.element(body).toBeVisible();
  expect(body.element().textContent).toBe(JSON.stringify(answer, null, 2));
  await page.getByText("1 header").click();
  await expect.element(page.getByText("application/json")).toBeVisible();
});

test("an invalid header is reported with its line", async () => {
  const session = await startSession();
  showPanel(new RequestPanel(), session);
  await page.getByRole("tab", { name: "HTTP" }).click();
  await page.getByText("Headers and body").click();
  await page.getByRole("textbox", { name: "Headers" }).fill("A: b\nhello");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect.element(page.getByText(/Line 2 of the headers/)).toBeVisible();
});

test("a WebSocket sends text and bytes, and shows its close code", async () => {
  const session = await startSession();
  showPanel(new RequestPanel(), session);
  await page.getByRole("tab", { name: "WebSocket" }).click();
  await page.getByRole("textbox", { name: "URL" }).fill("/lobby");
  await page.getByRole("button", { name: "Connect" }).click();
  const talk = page.getByRole("log");
  await expect.element(talk).toHaveTextContent("Connected");
  const message = page.getByRole("textbox", { name: "Message" });
  await message.fill("hello");
  await userEvent.keyboard("{Enter}");
  await expect.element(talk).toHaveTextContent("you said hello");

  await page.getByRole("combobox", { name: "Kind of message" }).selectOptions("Bytes");
  await message.fill("01 ff 1");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText(/two hex digits each/)).toBeVisible();
  await message.fill("01 ff");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => page.getByText("Uint8Array(2) [1, 255]").elements().length).toBe(2);

  await page.getByRole("combobox", { name: "Kind of message" }).selectOptions("Text");
  await message.fill("bye");
  await userEvent.keyboard("{Enter}");
  await expect.element(talk).toHaveTextContent("Closed with code 4001: as told");
  await page.getByRole("button", { name: "Remove connection 1" }).click();
  await expect.element(talk).not.toBeInTheDocument();
});

test("the page closes a WebSocket with a code and a reason", async () => {
  const session = await startSession();
  showPanel(new RequestPanel(), session);
  await page.getByRole("tab", { name: "WebSocket" }).click();
  await page.getByRole("textbox", { name: "URL" }).fill("/lobby");
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByRole("spinbutton", { name: "Close code" }).fill("3001");
  await page.getByRole("textbox", { name: "Close reason" }).fill("enough");
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await expect
    .element(page.getByRole("log"))
    .toHaveTextContent("Closed with code 3001: enough, then");
});

test("sent requests are stored and can be sent again", async () => {
  const session = await startSession();
  const panel = showPanel(new RequestPanel(), session);
  await call("lobby", "enter", "'Ada'");
  await expect.element(page.getByRole("tree", { name: "Result" })).toBeVisible();
  panel.remove();
  await serverOf(session).control.deleteKv({ className: "Room", name: "lobby" }, "member Ada");

  // Like a reload: a new panel with the same settings.
  showPanel(new RequestPanel(), session);
  await page.getByText("Sent before (1)").click();
  await page.getByRole("button", { name: "Send again: lobby.enter('Ada')" }).click();
  await expect.element(page.getByRole("tree", { name: "Result" })).toHaveTextContent("Ada");
  const { entries } = await serverOf(session).inspect.kv({ className: "Room", name: "lobby" });
  expect(entries.map(({ key }) => key)).toEqual(["member Ada"]);
  await expect.element(page.getByText("Sent before (1)")).toBeVisible();
});

test("answers, drafts and sockets stay while another panel is shown", async () => {
  const session = await startSession();
  const panel = showPanel(new RequestPanel(), session);
  await page.getByRole("tab", { name: "WebSocket" }).click();
  await page.getByRole("textbox", { name: "URL" }).fill("/lobby");
  await page.getByRole("button", { name: "Connect" }).click();
  await expect.element(page.getByRole("log")).toHaveTextContent("Connected");
  await page.getByRole("tab", { name: "RPC" }).click();
  await call("lobby", "enter", "'Ada'");
  await expect.element(page.getByRole("tree", { name: "Result" })).toHaveTextContent("Ada");
  panel.remove();

  showPanel(new RequestPanel(), session);
  await expect.element(page.getByRole("tree", { name: "Result" })).toHaveTextContent("Ada");
  await expect.element(page.getByRole("textbox", { name: "Arguments" })).toHaveValue("'Ada'");
  await page.getByRole("tab", { name: "WebSocket" }).click();
  await page.getByRole("textbox", { name: "Message" }).fill("again");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("log")).toHaveTextContent("you said again");

  // Another project has its own answers and drafts.
  await session.open(roomProject());
  await expect.element(page.getByRole("log")).not.toBeInTheDocument();
  await page.getByRole("tab", { name: "RPC" }).click();
  await expect.element(page.getByRole("tree", { name: "Result" })).not.toBeInTheDocument();
  await expect.element(page.getByRole("textbox", { name: "Arguments" })).toHaveValue("");
});

test("an endless body is shown as it arrives, until reading is stopped", async () => {
  const session = await startSession();
  showPanel(new RequestPanel(), session);
  await page.getByRole("tab", { name: "HTTP" }).click();
  await page.getByRole("textbox", { name: "URL" }).fill("/endless");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect.element(page.getByRole("region", { name: "Body" })).toHaveTextContent("and on");
  await page.getByRole("button", { name: "Stop reading" }).click();
  await expect.element(page.getByText(/, stopped/)).toBeVisible();
});

test("the example's requests are offered and can be sent with one click", async () => {
  const session = await startSession({
    requests: [
      {
        kind: "rpc",
        title: "Enter as Ada",
        className: "Room",
        object: "lobby",
        method: "enter",
        args: '"Ada"',
      },
      { kind: "http", title: "Ask", method: "GET", url: "/asked" },
      { kind: "websocket", title: "Talk", url: "/lobby", messages: ["hello"] },
    ],
  });
  showPanel(new RequestPanel(), session);
  await page.getByRole("button", { name: "Enter as Ada" }).click();
  await expect.element(page.getByRole("tree", { name: "Result" })).toHaveTextContent("Ada");
  await page.getByRole("button", { name: "Ask" }).click();
  await expect.element(page.getByText('"pathname": "/asked"')).toBeVisible();
  await page.getByRole("button", { name: "Talk" }).click();
  await page.getByRole("button", { name: "Send hello" }).click();
  await expect.element(page.getByRole("log")).toHaveTextContent("you said hello");
});

test("without a host the panel cannot send, and says why", async () => {
  const session = await startSession();
  await roomOf(session, "lobby").enter("Ada");
  showPanel(new RequestPanel(), session);
  session.kill();
  await expect.element(page.getByText("The host was killed")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Call" })).toBeDisabled();
});
