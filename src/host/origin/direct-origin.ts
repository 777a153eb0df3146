import { openIndexedDbDisk } from "../../storage/indexed-db/indexed-db-disk.ts";
import { openChannel } from "./channel.ts";
import type { Origin } from "./origin.ts";
import { requestLock } from "./web-lock.ts";

/** The origin of this Web Worker itself. */
export const directOrigin: Origin = { openDisk: openIndexedDbDisk, requestLock, openChannel };
