import type { ModuleNamespace } from "../../../src/host/modules/module-namespace.ts";
import { runHost } from "../../../src/host/host.ts";
import * as sharedThing from "./shared-thing.ts";

/** A host that takes the leader of its disk to be gone when it has been silent for a moment. */
runHost(
  { loaded: true, load: async () => sharedThing as unknown as ModuleNamespace },
  { heartbeatTimeout: 800 },
);
