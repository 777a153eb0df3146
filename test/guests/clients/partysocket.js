import { PartySocket } from "partysocket";

/** Sends messages to a room, the first before the socket is open; the room ends its object once. */
export async function chat(server, room) {
  const socket = new PartySocket({
    WebSocket: server.WebSocket,
    host: "tabd",
    party: "room",
    room,
    id: "ada",
    query: { user: "Ada" },
    minReconnectionDelay: 1,
    minUptime: 0,
  });
  const received = [];
  const heard = (text) =>
    new Promise((resolve) => {
      socket.addEventListener("message", function listener({ data }) {
        received.push(data);
        if (data.startsWith(text)) {
          socket.removeEventListener("message", listener);
          resolve();
        }
      });
    });
  socket.send("early");
  await heard("Ada: early");
  const welcomed = heard("welcome");
  await server.control.abort({ className: "Room", name: room });
  await welcomed;
  socket.send("late");
  await heard("Ada: late");
  socket.close();
  return received;
}
