/** Loads the elements of the time pane: `<tabd-timeline>` and `<tabd-clock-controls>`. */
const modules = import.meta.glob(["../timeline/timeline.ts", "../clock/clock-controls.ts"]);

await Promise.all(Object.values(modules).map((load) => load()));
