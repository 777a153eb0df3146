// Import maps do not apply to workers.
import { host } from "./tabd/worker.js";
import * as worker from "./reminder.js";

host(worker);
