import { AgentClient } from "agents/client";

/** Calls a method of an agent, and hears of its state. */
export async function visit(server) {
  const client = new AgentClient({
    WebSocket: server.WebSocket,
    host: "tabd",
    agent: "Clerk",
    name: "garden",
  });
  const states = [];
  const changed = new Promise((resolve) => {
    client.addEventListener("message", ({ data }) => {
      const { type, state } = JSON.parse(data);
      if (type !== "cf_agent_state") return;
      states.push(state);
      if (states.length === 2) resolve();
    });
  });
  await client.ready;
  const result = await client.call("visit", []);
  await changed;
  client.close();
  return { result, states };
}
