import { onReplaced, server } from "virtual:tabd";

export const pending = () => server.inspect.alarms();

// In development, an edit of the worker replaces the server.
onReplaced((next) => console.log("The next server is a", next.role));
