import { host } from "tabd/worker";
import * as probe from "./probe.ts";

host(probe);
