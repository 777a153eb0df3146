import type { Example } from "../examples/catalog.ts";
import type { PlaygroundSession } from "../session/session.ts";

/** Opens an example, with the reader's own changes to it, and runs it. */
export async function chooseExample(session: PlaygroundSession, example: Example): Promise<void> {
  await session.open(await example.load());
  await session.run();
}
