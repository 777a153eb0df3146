import type { TaskQueue } from "./task-queue.ts";

interface Waiter {
  readonly run: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Where events wait before they are delivered: the gate of an actor, or a critical section inside
 * it (`io/io-gate.h:33-246`).
 *
 * Storage answers synchronously, and an event runs in one macrotask together with its `await`s of
 * storage, so a plain event never holds the gate beyond its own task. Critical sections do: the
 * constructor, `blockConcurrencyWhile()` and `transaction()`. While one is open, events from outside
 * wait; answers to I/O that the section started are delivered inside it.
 */
export class GateScope {
  readonly #loop: Pick<TaskQueue, "post">;
  readonly #waiters: Waiter[] = [];
  readonly #waitingSections: CriticalSection[] = [];
  readonly #whenClear: (() => void)[] = [];
  #section: CriticalSection | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(loop: Pick<TaskQueue, "post">) {
    this.#loop = loop;
  }

  /** This scope; for a section that has ended, the nearest open scope around it. */
  get live(): GateScope {
    return this;
  }

  /** How many critical sections are around this scope. */
  get depth(): number {
    return 0;
  }

  /** The innermost critical section that is open, or this scope. */
  get innermost(): GateScope {
    return this.#section === undefined ? this : this.#section.innermost;
  }

  /**
   * Runs `run` in a macrotask of its own as soon as no critical section is open in this scope, in
   * the order of the calls; calls `fail` instead if the gate is or becomes broken.
   */
  wait(run: () => void, fail: (error: unknown) => void): void {
    const scope = this.live;
    if (scope !== this) return scope.wait(run, fail);
    if (this.#failure !== undefined) return fail(this.#failure.error);
    this.#waiters.push({ run, fail });
    this.#loop.post(() => this.#deliver());
  }

  /**
   * Begins a critical section. Sections go before waiting events and wait only for earlier sections
   * (`io-gate.c++`, `waitingChildren`). `run` is called in a macrotask of its own when the section
   * is entered; the section then lasts until `end()`.
   */
  beginSection(
    run: (section: CriticalSection) => void,
    fail: (error: unknown) => void,
  ): CriticalSection {
    const scope = this.live;
    if (scope !== this) return scope.beginSection(run, fail);
    const section = new CriticalSection(this.#loop, this, run, fail);
    if (this.#failure !== undefined) {
      section.break(this.#failure.error);
    } else if (this.#section === undefined) {
      this.#enter(section);
    } else {
      this.#waitingSections.push(section);
    }
    return section;
  }

  /** Breaks the gate for good: every waiter, here and in open sections, fails with `error`. */
  break(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error };
    this.#section?.break(error);
    for (const section of this.#waitingSections.splice(0)) section.break(error);
    for (const waiter of this.#waiters.splice(0)) waiter.fail(error);
  }

  /** Resolves when no critical section is open or waiting inside this scope. */
  async sectionsEnded(): Promise<void> {
    if (this.#section === undefined) return;
    await new Promise<void>((resolve) => this.#whenClear.push(resolve));
  }

  /**
   * Called by the open section when it ends. `first` runs in a task of its own before any other
   * event, because the code that awaits the section goes on under the section's lock
   * (`io-gate.c++`).
   */
  sectionEnded(section: CriticalSection, first: (() => void) | null): void {
    if (this.#section !== section || this.#failure !== undefined) return;
    if (first === null) {
      this.#letIn();
      return;
    }
    this.#loop.post(() => {
      if (this.#failure !== undefined) return;
      first();
      this.#letIn();
    });
  }

  #letIn(): void {
    this.#section = undefined;
    const next = this.#waitingSections.shift();
    if (next !== undefined) {
      this.#enter(next);
      return;
    }
    for (const resolve of this.#whenClear.splice(0)) resolve();
    // Each waiter's task found the gate closed: post another.
    for (let n = this.#waiters.length; n > 0; n--) this.#loop.post(() => this.#deliver());
  }

  /** For a section whose callback has ended: removes the sections that were not entered yet. */
  protected takeUnentered(): CriticalSection[] {
    const unentered = this.#waitingSections.splice(0);
    if (this.#section?.entered === false) {
      unentered.unshift(this.#section);
      this.#section = undefined;
      for (const resolve of this.#whenClear.splice(0)) resolve();
    }
    return unentered;
  }

  /** Takes over sections that were begun in a section that has ended. */
  adopt(sections: readonly CriticalSection[]): void {
    this.#waitingSections.push(...sections);
  }

  /** For a section that ends: moves its waiting events to the scope around it. */
  protected moveWaiters(to: GateScope): void {
    for (const { run, fail } of this.#waiters.splice(0)) to.wait(run, fail);
  }

  #enter(section: CriticalSection): void {
    this.#section = section;
    this.#loop.post(() => {
      // Another scope may have adopted the section during the wait.
      if (this.#section === section) section.enter();
    });
  }

  #deliver(): void {
    if (this.#section !== undefined) return;
    this.#waiters.shift()?.run();
  }
}

/** While it is open, only events that it started itself are delivered to the actor. */
export class CriticalSection extends GateScope {
  #parent: GateScope;
  readonly #run: (section: CriticalSection) => void;
  readonly #fail: (error: unknown) => void;
  #state: "waiting" | "open" | "ended" = "waiting";

  constructor(
    loop: Pick<TaskQueue, "post">,
    parent: GateScope,
    run: (section: CriticalSection) => void,
    fail: (error: unknown) => void,
  ) {
    super(loop);
    this.#parent = parent;
    this.#run = run;
    this.#fail = fail;
  }

  override get live(): GateScope {
    return this.#state === "ended" ? this.#parent.live : this;
  }

  override get depth(): number {
    return this.#parent.depth + 1;
  }

  get entered(): boolean {
    return this.#state !== "waiting";
  }

  /** Called in a task of its own once no earlier section is open. */
  enter(): void {
    if (this.#state !== "waiting") return;
    this.#state = "open";
    this.#run(this);
  }

  /**
   * The section's callback has ended. Sections begun inside it and not entered yet move to the scope
   * around it. Resolves when the entered ones have ended.
   */
  async callbackEnded(): Promise<void> {
    const unentered = this.takeUnentered();
    for (const section of unentered) section.#parent = this.#parent;
    this.#parent.adopt(unentered);
    await this.sectionsEnded();
  }

  /**
   * Ends the section: events that wait outside are delivered again.
   *
   * @param first runs in a task of its own before them.
   */
  end(first: (() => void) | null = null): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#parent.sectionEnded(this, first);
    this.moveWaiters(this.#parent);
  }

  override break(error: unknown): void {
    const waiting = this.#state === "waiting";
    if (waiting) this.#state = "ended";
    super.break(error);
    if (waiting) this.#fail(error);
  }
}
