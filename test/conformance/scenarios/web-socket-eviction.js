/** A hibernatable WebSocket of an evicted object, with the true delay. */

export const sockets = true;

export const scenarios = {
  "hibernation: the object is evicted": {
    construct: (ctx, t) => {
      t.woken = ctx
        .getWebSockets()
        .map((socket) => [
          socket.deserializeAttachment(),
          ctx.getTags(socket),
          socket.readyState,
          ctx.getWebSocketAutoResponse()?.request,
          ctx.getHibernatableWebSocketEventTimeout(),
        ]);
    },
    upgrade: (ctx) => {
      const { 0: client, 1: server } = new WebSocketPair();
      ctx.acceptWebSocket(server, ["b", "a"]);
      server.serializeAttachment({ since: "before" });
      ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
      ctx.setHibernatableWebSocketEventTimeout(60_000);
      return new Response(null, { status: 101, webSocket: client });
    },
    message: (ctx, t, socket, data) => {
      t.log.push(data);
      const same = socket === ctx.getWebSockets()[0];
      socket.send(JSON.stringify({ woken: t.woken, log: t.log, same }));
    },
    close: (ctx, t, socket, ...rest) => t.log.push(["close", ...rest]),
    steps: [
      {
        outside: async (stub, t) => {
          const log = [];
          const { webSocket } = await stub.fetch("http://scenario/", {
            headers: { Upgrade: "websocket" },
          });
          webSocket.addEventListener("message", ({ data }) => log.push(data));
          webSocket.accept();
          webSocket.send("first");
          await t.wait(12_000);
          log.push("twelve seconds later");
          webSocket.send("ping");
          webSocket.send("second");
          await t.wait(300);
          webSocket.close(1000, "end");
          await t.wait(300);
          return log;
        },
      },
      (ctx, t) => [t.log, ctx.getWebSockets().length],
    ],
  },
};
