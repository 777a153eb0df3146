/** The limit on an object's hibernatable sockets. */
export const sockets = true;

const MOST = 32_768;

export const scenarios = {
  "sockets: 32,768 and no more": async (ctx, t) => {
    const accept = () => {
      const { 1: server } = new WebSocketPair();
      ctx.acceptWebSocket(server);
    };
    for (let n = 0; n < MOST; n++) accept();
    return { count: ctx.getWebSockets().length, more: await t.outcome(accept) };
  },
};
