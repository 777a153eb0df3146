import { expect, test } from "vitest";
import { Camera } from "../../../../demo/timeline/camera.ts";
import { commandOf } from "../../../../demo/timeline/timeline-keys.ts";
import { NOW_SHARE, shareOf } from "../../../../demo/timeline/viewport.ts";

const minute = 60_000;
const day = 86_400_000;
const now = 1_800_000_000_000;
const around = { now, next: undefined, jumped: 0, rate: 1, slowed: false };

const nowShare = (camera: Camera, at = now): number => shareOf(camera.view, at);

test("a new camera follows now", () => {
  const camera = new Camera(now);
  expect(camera.follows).toBe(true);
  camera.tick(now + minute, false);
  expect(nowShare(camera, now + minute)).toBeCloseTo(NOW_SHARE);
});

test("with reduced motion the camera moves in steps", () => {
  const camera = new Camera(now);
  camera.tick(now + 20_000, true);
  expect(nowShare(camera)).toBeCloseTo(NOW_SHARE);
  camera.tick(now + 40_000, true);
  expect(nowShare(camera, now + 40_000)).toBeCloseTo(0.25);
});

test("panning, fit and revealing the past stop following; zooming does not", () => {
  const zoomed = new Camera(now);
  zoomed.zoom(4, 0.9, now);
  expect(zoomed.follows).toBe(true);
  expect(nowShare(zoomed)).toBeCloseTo(NOW_SHARE);
  expect(zoomed.view.span).toBe(15_000);
  // The user has chosen the span.
  zoomed.arrange({ ...around, next: now + day }, now);
  expect(zoomed.view.span).toBe(15_000);

  for (const leave of [
    (camera: Camera) => camera.pan(0.1),
    (camera: Camera) => camera.fit({ from: now - day, to: now }),
    (camera: Camera) => camera.reveal(now - day, now),
  ]) {
    const camera = new Camera(now);
    leave(camera);
    expect(camera.follows).toBe(false);
    const { from } = camera.view;
    camera.tick(now + minute, false);
    camera.arrange({ ...around, jumped: day }, now);
    expect(camera.view.from).toBe(from);
    camera.follow({ ...around, now: now + minute });
    expect(nowShare(camera, now + minute)).toBeCloseTo(NOW_SHARE);
  }
});

test("revealing a pending alarm keeps now visible", () => {
  const camera = new Camera(now);
  camera.reveal(now + day, now);
  expect(camera.follows).toBe(true);
  expect(shareOf(camera.view, now + day)).toBeCloseTo(0.9);
});

test("skipped time stays visible for a while, over several steps", () => {
  const camera = new Camera(now);
  camera.arrange({ ...around, now: now + day, jumped: day }, 0);
  expect(shareOf(camera.view, now)).toBeCloseTo(0.04);
  camera.arrange({ ...around, now: now + 3 * day, jumped: 2 * day }, 100);
  camera.tick(now + 3 * day, false);
  expect(shareOf(camera.view, now)).toBeCloseTo(0.04);
  // The next alarm is too close to now to show.
  const soon = { ...around, now: now + 3 * day, next: now + 3 * day + minute };
  const { span } = camera.view;
  camera.arrange(soon, 5000);
  expect(camera.view.span).toBe(span);
  camera.arrange(soon, 60_000);
  expect(camera.view.span).toBeCloseTo(minute / 0.4);
});

test("the camera is restored from its stored state", () => {
  const camera = new Camera(now);
  camera.zoom(2, 0.5, now);
  const again = new Camera(now + day, camera.kept);
  expect(again.follows).toBe(true);
  expect(again.view.span).toBe(30_000);
  expect(nowShare(again, now + day)).toBeCloseTo(NOW_SHARE);
  again.arrange({ ...around, now: now + day, next: now + 3 * day }, 0);
  expect(again.view.span).toBe(30_000);
  again.pan(1);
  expect(new Camera(now, again.kept).view).toEqual(again.view);
  expect(new Camera(now, again.kept).follows).toBe(false);
});

const none = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

test.each([
  ["ArrowLeft", {}, { do: "go", direction: "left" }],
  ["ArrowRight", { shiftKey: true }, { do: "pan", share: 0.2 }],
  ["+", { shiftKey: true }, { do: "zoom", factor: 1.6 }],
  ["End", {}, { do: "go", direction: "last" }],
  ["Enter", {}, { do: "open" }],
  ["f", {}, { do: "fit" }],
  ["f", { ctrlKey: true }, undefined],
  ["ArrowLeft", { altKey: true }, undefined],
  ["Tab", {}, undefined],
])("the key %s with %o asks for %o", (key, modifiers, command) => {
  expect(commandOf({ key, ...none, ...modifiers })).toEqual(command);
});
