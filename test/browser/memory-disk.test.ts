import { MemoryDisk } from "../../src/storage/disk/memory-disk.ts";
import { describeDisk } from "./disk-suite.ts";

describeDisk("in memory", async () => new MemoryDisk("memory"));
