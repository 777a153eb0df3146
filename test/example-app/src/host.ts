import { host } from "tabd/worker";
import * as worker from "./reminders.ts";

host(worker);
