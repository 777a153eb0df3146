/** The elements of the time pane, apart from the shell so that the first view need not wait. */
import "../clock/clock-controls.ts";
import "../timeline/timeline.ts";
