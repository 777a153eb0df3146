import YProvider from "y-partyserver/provider";
import * as Y from "yjs";

const open = (server) => {
  const doc = new Y.Doc();
  const options = { WebSocketPolyfill: server.WebSocket, party: "page", disableBc: true };
  return { doc, provider: new YProvider("tabd", "notes", doc, options) };
};
const synced = ({ provider }) => new Promise((resolve) => provider.once("synced", resolve));

/** Two people write; each sees the text of the other. */
export async function edit(server) {
  const [ada, bob] = [open(server), open(server)];
  await Promise.all([synced(ada), synced(bob)]);
  const seen = new Promise((resolve) => {
    bob.doc.getText("title").observe((_, { local }) => !local && resolve());
  });
  ada.doc.getText("title").insert(0, "Hello");
  await seen;
  const answered = new Promise((resolve) => {
    ada.doc.getText("title").observe((_, { local }) => !local && resolve());
  });
  bob.doc.getText("title").insert(5, ", world");
  await answered;
  const text = ada.doc.getText("title").toString();
  for (const { provider } of [ada, bob]) provider.destroy();
  return text;
}

/** The text as a new client gets it. */
export async function read(server) {
  const client = open(server);
  await synced(client);
  client.provider.destroy();
  return client.doc.getText("title").toString();
}
