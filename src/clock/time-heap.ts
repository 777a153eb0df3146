/** What lies in a {@link TimeHeap}. The heap itself keeps `order` and `position`. */
export interface TimeHeapItem {
  /** When it is due. Must not change while the item is in the heap. */
  time: number;
  /** Counts the items put in: the earlier one goes first where times are equal. */
  order: number;
  /** Where in the heap it is; -1 when it is not in one. */
  position: number;
}

/**
 * The soonest of many first, in O(log n), and any of them removable in O(log n): a binary heap
 * whose items know their place. Timers of a clock and alarms of a namespace both lie in one.
 */
export class TimeHeap<Item extends TimeHeapItem> {
  readonly #items: Item[] = [];
  #order = 0;

  get size(): number {
    return this.#items.length;
  }

  /** What the next `push()` will give as its item's `order`. */
  get nextOrder(): number {
    return this.#order;
  }

  /** The item that is due first, or undefined when there is none. */
  peek(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    item.order = this.#order++;
    this.#rise(item, this.#items.length);
  }

  pop(): Item | undefined {
    const first = this.#items[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes an item out. One that is not in the heap is ignored. */
  remove(item: Item): void {
    const { position } = item;
    if (this.#items[position] !== item) return;
    item.position = -1;
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    const parent = this.#items[(position - 1) >> 1];
    if (position > 0 && parent !== undefined && before(last, parent)) this.#rise(last, position);
    else this.#sink(last, position);
  }

  clear(): void {
    for (const item of this.#items) item.position = -1;
    this.#items.length = 0;
  }

  #place(item: Item, position: number): void {
    this.#items[position] = item;
    item.position = position;
  }

  #rise(item: Item, from: number): void {
    let position = from;
    while (position > 0) {
      const above = (position - 1) >> 1;
      const parent = this.#items[above];
      if (parent === undefined || !before(item, parent)) break;
      this.#place(parent, position);
      position = above;
    }
    this.#place(item, position);
  }

  #sink(item: Item, from: number): void {
    let position = from;
    for (;;) {
      const left = this.#items[2 * position + 1];
      if (left === undefined) break;
      const right = this.#items[2 * position + 2];
      const child = right !== undefined && before(right, left) ? right : left;
      if (!before(child, item)) break;
      const below = child.position;
      this.#place(child, position);
      position = below;
    }
    this.#place(item, position);
  }
}

function before(one: TimeHeapItem, other: TimeHeapItem): boolean {
  return one.time < other.time || (one.time === other.time && one.order < other.order);
}
