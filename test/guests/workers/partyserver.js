import { getServerByName, routePartykitRequest, Server } from "partyserver";

/** A chat room. */
export class Room extends Server {
  static options = { hibernate: true };

  async onStart() {
    this.topic = (await this.ctx.storage.get("topic")) ?? "none";
  }
  getConnectionTags(connection) {
    return [connection.id === "ada" ? "host" : "guest"];
  }
  onConnect(connection, { request }) {
    connection.setState({ user: new URL(request.url).searchParams.get("user") });
    this.broadcast(`${connection.id} joins`, [connection.id]);
    connection.send(`welcome to ${this.name}, topic ${this.topic}`);
  }
  async onMessage(connection, message) {
    await this.ctx.storage.put("topic", message);
    const { user } = connection.state;
    const hosts = [...this.getConnections("host")].length;
    this.broadcast(`${user}: ${message} (${[...this.getConnections()].length}, ${hosts})`);
  }
  async onRequest(request) {
    if (request.method === "POST") await this.ctx.storage.setAlarm(Date.now() + 3_600_000);
    return Response.json({ name: this.name, topic: this.topic });
  }
  async onAlarm() {
    await this.ctx.storage.put("topic", `${this.name} was asleep`);
    this.topic = `${this.name} was asleep`;
  }
}

export default {
  async fetch(request, env) {
    const routed = await routePartykitRequest(request, env, { cors: true });
    if (routed) return routed;
    const room = await getServerByName(env.Room, "lobby");
    return room.fetch(request);
  },
};
