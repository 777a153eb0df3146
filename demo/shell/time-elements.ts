/** Loads the elements of the time pane: `<tabd-timeline>` and `<tabd-clock-controls>`. */
import "../clock/clock-controls.ts";
import "../timeline/timeline.ts";
