import { host } from "tabd/worker";
import * as worker from "./reminder.js";

host(worker);
