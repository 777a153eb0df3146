import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { describeDisk } from "./disk-suite.ts";

describeDisk("in memory", async () => new MemoryDisk("memory"));
