import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * The path at which the shell finds a program, or undefined.
 * @param {string} command
 */
export function which(command) {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, command))
    .find(isExecutable);
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A free port. @returns {Promise<number>} */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

/** The running processes, without zombies. */
function running() {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [pid, parent, state = ""] = line.trim().split(/\s+/);
      return pid && !state.startsWith("Z") ? [{ pid: Number(pid), parent: Number(parent) }] : [];
    });
}

/**
 * All descendants of a process.
 * @param {number} ancestor
 */
export function descendants(ancestor) {
  const all = running();
  const found = [ancestor];
  for (const pid of found) {
    found.push(...all.filter(({ parent }) => parent === pid).map((child) => child.pid));
  }
  return found.slice(1);
}

/**
 * Sends SIGKILL to a process, then to its descendants. Resolves when all have ended.
 * @param {number} ancestor
 */
export async function killTree(ancestor) {
  await kill([ancestor, ...descendants(ancestor)]);
}

/** @param {readonly number[]} pids */
export async function kill(pids) {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended with its parent.
    }
  }
  while (running().some(({ pid }) => pids.includes(pid))) await sleep(20);
}
