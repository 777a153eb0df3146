import { host } from "tabd/worker";
import * as thief from "./thief.ts";

host(thief);
