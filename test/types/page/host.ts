import { host } from "tabd/worker";
import * as worker from "../worker/room.ts";

host(worker);
