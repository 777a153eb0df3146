/** Loads the elements of the time pane: `<tabd-timeline>` and `<tabd-clock-controls>`. */
const modules = import.meta.glob([
  "../timeline/tabd-timeline.ts",
  "../clock/tabd-clock-controls.ts",
]);

await Promise.all(Object.values(modules).map((load) => load()));
