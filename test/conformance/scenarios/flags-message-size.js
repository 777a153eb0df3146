/**
 * `increase_websocket_message_size` raises the limit for messages from the network. Messages
 * between a worker and its objects have no such limit, with or without the flag.
 */
export const sockets = true;

export const options = {
  experimental: true,
  compatibilityFlags: ["increase_websocket_message_size"],
};

export const scenarios = {
  "message size: more than 32 MiB": {
    upgrade: (ctx) => {
      const { 0: client, 1: server } = new WebSocketPair();
      ctx.acceptWebSocket(server);
      return new Response(null, { status: 101, webSocket: client });
    },
    message: (ctx, t, socket, text) => socket.send(text + text.length),
    steps: [
      {
        outside: async (stub, t) => {
          const headers = { Upgrade: "websocket" };
          const { webSocket } = await stub.fetch("http://scenario/", { headers });
          const log = [];
          webSocket.addEventListener("message", ({ data }) =>
            log.push([data.length, data.slice(-8)]),
          );
          webSocket.addEventListener("close", ({ code }) => log.push(code));
          webSocket.accept();
          webSocket.send("x".repeat(33 << 20));
          await t.until(() => log.length > 0);
          return [log, webSocket.readyState];
        },
      },
    ],
  },
};
