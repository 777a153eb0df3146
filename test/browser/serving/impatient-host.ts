import type { ModuleNamespace } from "../../../src/host/modules/module-namespace.ts";
import { runHost } from "../../../src/host/host.ts";
import * as sharedThing from "./shared-thing.ts";

/** A host that considers its leader gone after a short silence. */
runHost(
  { loaded: true, load: async () => sharedThing as unknown as ModuleNamespace },
  { heartbeatTimeout: 800 },
);
