import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** @typedef {{ readonly type: string, readonly id: number }} Process */

/**
 * The process of the only page that shows something: the renderer with the most memory.
 * @param {readonly Process[]} processes
 */
export function rendererOf(processes) {
  const [renderer] = processes
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => id)
    .toSorted((a, b) => resident(b) - resident(a));
  if (renderer === undefined) throw new Error("Chromium has no renderer.");
  return renderer;
}

/** @param {readonly Process[]} processes */
export function browserOf(processes) {
  const browser = processes.find(({ type }) => type === "browser");
  if (browser === undefined) throw new Error("Chromium has no browser process.");
  return browser.id;
}

/**
 * The resident size of a process, in MB; 0 after its end.
 * @param {number} pid
 */
export function resident(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}

/**
 * The processor time of a process and its descendants, in seconds.
 * @param {number} ancestor
 */
export function processorTime(ancestor) {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,cputimes="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([ancestor]);
  let total = 0;
  // A child has a higher number than its parent, unless the numbers start again.
  for (const [id = NaN, parent = NaN, time = 0] of lines) {
    if (!family.has(id) && !family.has(parent)) continue;
    family.add(id);
    total += time;
  }
  return total;
}
