/** The elements of the time pane, loaded separately from the shell. */
import "../clock/clock-controls.ts";
import "../timeline/timeline.ts";
