import { host } from "tabd/worker";
import * as thing from "./thing.ts";

host(thing);
