import { describe, expect, test } from "vitest";
import { openGuest } from "./guest.ts";

describe.each(["modules", "worker"] as const)("code as %s", (form) => {
  const guest = openGuest("partyserver", ["Room"], "2026-12-01T10:00:00Z", form);

  test("a room with connections that hibernate; it starts again after a reload", async () => {
    await guest.connect("/parties/room/lobby?_pk=ada&user=Ada");
    expect(await guest.exchange([], 1)).toEqual(["welcome to lobby, topic none"]);
    expect(await guest.exchange(["tea"], 1)).toEqual(["Ada: tea (1, 1)"]);
    await guest.evict("Room", "lobby");
    expect(await guest.exchange(["cake"], 1)).toEqual(["Ada: cake (1, 1)"]);
    const lobby = (topic: string) => ({ status: 200, body: { name: "lobby", topic } });
    await guest.reload();
    expect(await guest.fetch("/parties/room/lobby")).toEqual(lobby("cake"));
    await guest.fetch("/", { method: "POST" });
    await guest.reload();
    await guest.setTime("2026-12-01T11:01:00Z");
    expect(await guest.fetch("/")).toEqual(lobby("lobby was asleep"));
  });

  test("partysocket, which reconnects", async () => {
    expect(await guest.client("partysocket", "chat", "hall")).toEqual([
      "welcome to hall, topic none",
      "Ada: early (1, 1)",
      "welcome to hall, topic early",
      "Ada: late (1, 1)",
    ]);
  });
});
