/** An item of a {@link TimeHeap}. The heap sets `order` and `position`. */
export interface TimeHeapItem {
  /** When the item is due. Must not change while it is in the heap. */
  time: number;
  /** Sequence number: items with equal times keep their order of insertion. */
  order: number;
  /** Index in the heap; -1 if it is in none. */
  position: number;
}

/**
 * A binary heap, earliest item first. Items know their index, so that any of them can be removed in
 * O(log n). Used for the timers of a clock and the alarms of a namespace.
 */
export class TimeHeap<Item extends TimeHeapItem> {
  readonly #items: Item[] = [];
  #order = 0;

  get size(): number {
    return this.#items.length;
  }

  /** The `order` of the next `push()`. */
  get nextOrder(): number {
    return this.#order;
  }

  /** The earliest item; undefined if the heap is empty. */
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

  /** Removes an item. Ignored if it is not in the heap. */
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
