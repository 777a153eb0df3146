// Runs one guest in this page. The tests call `start()` and then use `server`.
import { serve } from "./tabd/index.js";

const forms = {
  modules: async (guest) => ({
    modules: { "main.js": await (await fetch(`workers/${guest}.js`)).text() },
  }),
  worker: async (guest) => ({
    worker: () => new Worker(`hosts/${guest}.js`, { type: "module" }),
  }),
};

globalThis.start = async (guest, form, config, options) => {
  globalThis.server = await serve({ ...(await forms[form](guest)), ...config }, options);
};

/** Runs a function of `clients/`. */
globalThis.client = async (module, name, ...args) =>
  (await import(`./clients/${module}.js`))[name](server, ...args);

/** Opens a WebSocket to the worker; `socket.received` has its messages. */
globalThis.connect = async (path) => {
  const { webSocket } = await server.fetch(path, { headers: { Upgrade: "websocket" } });
  const socket = Object.assign(webSocket, { received: [] });
  socket.addEventListener("message", ({ data }) => {
    socket.received.push(typeof data === "string" ? data : [...new Uint8Array(data)]);
    socket.dispatchEvent(new Event("received"));
  });
  socket.accept();
  globalThis.socket = socket;
};

/** Resolves to the messages when there are `count`. */
globalThis.received = async (count) => {
  while (socket.received.length < count) {
    await new Promise((resolve) => socket.addEventListener("received", resolve, { once: true }));
  }
  return socket.received.splice(0);
};
