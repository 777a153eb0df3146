import type { IsolatedStart } from "../../protocol/broker-messages.ts";
import { CachedDisk } from "../../storage/disk/cached-disk.ts";
import { DiskError } from "../../storage/disk/disk.ts";
import { FileImage } from "../../storage/disk/file-image.ts";
import { loadAssets } from "../assets.ts";
import type { HostPlace } from "../host.ts";
import { importModule, type ModuleImports, moduleUrl, useImports } from "../modules/module-url.ts";
import { takeParent, takePort } from "../page-port.ts";
import type * as isolation from "../parts/isolation.ts";

/** The environment of an isolated host: its page, and the broker's stand-in for its origin. */
export async function isolatedPlace(
  { page, client }: IsolatedStart,
  imports: ModuleImports,
): Promise<HostPlace> {
  useImports(imports);
  const parent = takeParent();
  if (parent === undefined) throw new Error("an isolated host is a dedicated Web Worker");
  const url = moduleUrl(client, "tabd:host-isolation.js");
  const part = (await importModule(url)) as typeof isolation;
  const broker = new part.BrokerClient(parent, { CachedDisk, DiskError, FileImage });
  loadAssets(broker);
  return { page: takePort(page), origin: broker };
}
