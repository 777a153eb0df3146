import { describe, expect, test } from "vitest";

import {
  Committer,
  type ChangedFile,
  type CommitterOptions,
} from "../../../../src/storage/disk/committer.ts";
import { DiskError, type CommitReceipt, type Disk } from "../../../../src/storage/disk/disk.ts";
import type { FileChange } from "../../../../src/storage/disk/file-change.ts";

/** A disk whose commits end when the test ends them. */
class HeldDisk {
  readonly name = "held";
  readonly commits: string[][] = [];
  readonly discarded: string[][] = [];
  #end: { resolve: (receipt: CommitReceipt) => void; reject: (error: unknown) => void } | undefined;

  commit(changes: readonly FileChange[]): Promise<CommitReceipt> {
    if (this.#end !== undefined) throw new Error("commits overlap");
    this.commits.push(changes.map(({ path, size }) => `${path}@${size}`));
    return new Promise((resolve, reject) => (this.#end = { resolve, reject }));
  }

  discard(paths: Iterable<string>): void {
    this.discarded.push([...paths]);
  }

  complete(): void {
    const end = this.#end;
    this.#end = undefined;
    end?.resolve({ bytes: 10, files: this.commits.at(-1)?.length ?? 0 });
  }

  fail(error: unknown): void {
    const end = this.#end;
    this.#end = undefined;
    end?.reject(error);
  }
}

/** A file whose size counts its transactions. */
class CountingFile implements ChangedFile {
  readonly path: string;
  transactions = 0;
  #taken = 0;

  constructor(path: string) {
    this.path = path;
  }

  takeChanges(): FileChange | undefined {
    if (this.#taken === this.transactions) return undefined;
    this.#taken = this.transactions;
    return { path: this.path, size: this.transactions, replaced: false, ranges: [] };
  }
}

function setUp(options: Partial<CommitterOptions> = {}) {
  const disk = new HeldDisk();
  const tasks: (() => void)[] = [];
  const committer = new Committer(disk as unknown as Disk, {
    schedule: (task) => void tasks.push(task),
    ...options,
  });
  const ended: string[] = [];
  return {
    disk,
    tasks,
    committer,
    /** Results of the promises of `change()`, in order. */
    ended,
    change(file: CountingFile): void {
      file.transactions++;
      const label = `${file.path}@${file.transactions}`;
      committer.committed(file).then(
        () => ended.push(label),
        (error: DiskError) => ended.push(`${label} ${error.code}`),
      );
    },
    runTask(): void {
      tasks.shift()?.();
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("the committer", () => {
  test("commits all files of one turn at once, in its own task", async () => {
    const { disk, tasks, committer, ended, change, runTask } = setUp();
    const [a, b] = [new CountingFile("a"), new CountingFile("b")];
    expect(committer.busy).toBe(false);
    change(a);
    change(b);
    change(a);
    await turn();
    expect([tasks.length, disk.commits, committer.busy]).toEqual([1, [], true]);

    runTask();
    expect(disk.commits).toEqual([["a@2", "b@1"]]);
    await turn();
    expect(ended).toEqual([]);

    disk.complete();
    await turn();
    expect(ended).toEqual(["a@1", "b@1", "a@2"]);
    expect([tasks.length, committer.busy]).toEqual([0, false]);
  });

  test("has one commit in flight, and gathers later changes for the next", async () => {
    const { disk, tasks, ended, change, runTask } = setUp();
    const [a, b] = [new CountingFile("a"), new CountingFile("b")];
    change(a);
    runTask();
    change(b);
    change(a);
    await turn();
    change(b);
    await turn();
    expect([disk.commits, tasks.length]).toEqual([[["a@1"]], 0]);

    disk.complete();
    await turn();
    expect(disk.commits).toEqual([["a@1"], ["b@2", "a@2"]]);
    expect(ended).toEqual(["a@1"]);
    disk.complete();
    await turn();
    expect(ended).toEqual(["a@1", "b@1", "a@2", "b@2"]);
  });

  test("takes the next changes before waiting callers continue", async () => {
    const { disk, ended, change, runTask, committer } = setUp();
    const [a, b] = [new CountingFile("a"), new CountingFile("b")];
    a.transactions++;
    void committer.committed(a).then(() => change(b));
    runTask();
    change(a);
    disk.complete();
    await turn();
    expect(disk.commits).toEqual([["a@1"], ["a@2"]]);
    disk.complete();
    await turn();
    expect(disk.commits).toEqual([["a@1"], ["a@2"], ["b@1"]]);
    disk.complete();
    await turn();
    expect(ended).toEqual(["a@2", "b@1"]);
  });

  test("makes no commit for a file that has not changed", async () => {
    const { disk, committer, runTask } = setUp();
    const done = committer.committed(new CountingFile("a"));
    runTask();
    await done;
    expect([disk.commits, committer.busy]).toEqual([[], false]);
  });

  test("reports the receipt of each commit", async () => {
    const reports: unknown[] = [];
    const { disk, change, runTask } = setUp({ onCommit: (report) => reports.push(report) });
    change(new CountingFile("a"));
    runTask();
    disk.complete();
    await turn();
    expect(reports).toEqual([{ bytes: 10, files: 1 }]);
  });

  test("fails changes in flight and waiting ones, and discards their images first", async () => {
    const failures: unknown[] = [];
    const { disk, committer, ended, change, runTask } = setUp({
      onFailure: (error, paths) => failures.push([error.code, paths]),
    });
    const [a, b, c] = [new CountingFile("a"), new CountingFile("b"), new CountingFile("c")];
    a.transactions++;
    const discardedByThen = committer.committed(a).catch(() => disk.discarded.length);
    change(b);
    runTask();
    change(b);
    change(c);
    disk.fail(new DiskError("quota", "full"));
    expect(await discardedByThen).toBe(1);
    await turn();
    expect(ended).toEqual(["b@1 quota", "b@2 quota", "c@1 quota"]);
    expect(disk.discarded).toEqual([["a", "b", "c"]]);
    expect(failures).toEqual([["quota", ["a", "b", "c"]]]);
    expect([disk.commits.length, committer.busy]).toEqual([1, false]);
  });

  test("exclusive() waits for the commit in flight, and later commits wait for its task", async () => {
    const { disk, committer, ended, change, runTask } = setUp();
    const a = new CountingFile("a");
    change(a);
    runTask();
    let finish: ((result: string) => void) | undefined;
    const running = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const begun: number[] = [];
    const result = committer.exclusive(() => {
      begun.push(disk.commits.length);
      return running;
    });
    change(a);
    await turn();
    expect(begun).toEqual([]);
    disk.complete();
    await turn();
    expect([begun, disk.commits.length, ended]).toEqual([[1], 1, ["a@1"]]);
    change(a);
    await turn();
    expect([disk.commits.length, committer.busy]).toEqual([1, true]);

    finish?.("done");
    expect(await result).toBe("done");
    await turn();
    expect(disk.commits).toEqual([["a@1"], ["a@3"]]);
    disk.complete();
    await turn();
    expect([ended, committer.busy]).toEqual([["a@1", "a@2", "a@3"], false]);
  });

  test("exclusive() runs at once on an idle disk, and rejects with the task's error", async () => {
    const { disk, committer, change, runTask } = setUp();
    const failing = committer.exclusive(async () => {
      throw new Error("no");
    });
    expect(committer.busy).toBe(true);
    const idle = committer.idle();
    await expect(failing).rejects.toThrow("no");
    await idle;
    change(new CountingFile("a"));
    runTask();
    expect(disk.commits).toEqual([["a@1"]]);
    disk.complete();
    await committer.idle();
  });

  test("settled() resolves when earlier changes are durable, and rejects if one is lost", async () => {
    const { disk, committer, change, runTask } = setUp();
    await committer.settled();
    change(new CountingFile("a"));
    runTask();
    change(new CountingFile("b"));
    const heard: string[] = [];
    void committer.settled().then(() => heard.push("durable"));
    disk.complete();
    await turn();
    expect(heard).toEqual([]);
    change(new CountingFile("c"));
    disk.complete();
    await turn();
    // Later changes are not waited for.
    expect([heard, committer.busy]).toEqual([["durable"], true]);
    const lost = committer.settled();
    disk.fail(new DiskError("quota", "full"));
    await expect(lost).rejects.toThrow("full");
  });

  test("commits again after a failure", async () => {
    const { disk, ended, change, runTask } = setUp();
    change(new CountingFile("a"));
    runTask();
    disk.fail(new DiskError("quota", "full"));
    await turn();
    change(new CountingFile("a"));
    runTask();
    disk.complete();
    await turn();
    expect(ended).toEqual(["a@1 quota", "a@1"]);
  });

  test("gives every failure a code, even an error that is no DiskError", async () => {
    const { disk, committer, runTask } = setUp();
    const file = new CountingFile("a");
    file.transactions++;
    const done = committer.committed(file);
    runTask();
    disk.fail(new TypeError("a mistake"));
    await expect(done).rejects.toMatchObject({
      name: "DiskError",
      code: "unavailable",
      message: 'disk "held": a commit failed: TypeError: a mistake',
    });
  });

  test("fails the whole batch if one file cannot give its changes", async () => {
    const { disk, committer, ended, change, runTask } = setUp();
    change(new CountingFile("a"));
    const broken: ChangedFile = {
      path: "b",
      takeChanges: () => {
        throw new Error("lost");
      },
    };
    committer.committed(broken).catch(() => {});
    runTask();
    await turn();
    expect(ended).toEqual(["a@1 unavailable"]);
    expect([disk.commits, disk.discarded]).toEqual([[], [["a", "b"]]]);
  });

  test("idle() resolves when commits have succeeded or failed", async () => {
    const { disk, committer, change, runTask } = setUp();
    await committer.idle();
    const seen: string[] = [];
    change(new CountingFile("a"));
    void committer.idle().then(() => seen.push("idle"));
    runTask();
    change(new CountingFile("b"));
    disk.complete();
    await turn();
    expect(seen).toEqual([]);
    disk.fail(new DiskError("fenced", "gone"));
    await turn();
    expect(seen).toEqual(["idle"]);
  });

  test("accepts no changes after close(), and finishes earlier ones", async () => {
    const { disk, committer, ended, change, runTask } = setUp();
    change(new CountingFile("a"));
    runTask();
    change(new CountingFile("b"));
    committer.close();
    change(new CountingFile("c"));
    disk.complete();
    await turn();
    disk.complete();
    await committer.idle();
    expect(disk.commits).toEqual([["a@1"], ["b@1"]]);
    expect(ended.toSorted()).toEqual(["a@1", "b@1", "c@1 unavailable"]);
  });
});
