/**
 * The heights of a long list in px, by number: any change and any question costs a logarithm.
 * A Fenwick tree: each cell holds the sum of a run of heights whose length is its lowest set bit.
 */
export class Heights {
  private sizes = new Float64Array(64);
  private sums = new Float64Array(65);
  private measured = new Uint8Array(64);
  count = 0;

  /** Makes room for so many items; new ones get the guessed height. */
  grow(count: number, guess: number): void {
    if (count < this.count) {
      for (let index = count; index < this.count; index++) {
        this.put(index, 0);
        this.measured[index] = 0;
      }
      this.count = count;
      return;
    }
    if (count > this.sizes.length) this.widen(count);
    const from = this.count;
    this.count = count;
    for (let index = from; index < count; index++) this.put(index, guess);
  }

  of(index: number): number {
    return this.sizes[index] ?? 0;
  }

  /** Says what an item measured. */
  measure(index: number, height: number): boolean {
    if (index < 0 || index >= this.count) return false;
    this.measured[index] = 1;
    return this.put(index, height);
  }

  /** A better guess for an item that was never measured. */
  guess(index: number, height: number): boolean {
    return index < this.count && this.measured[index] === 0 && this.put(index, height);
  }

  /** Every item counts as never measured again: the list has another width. */
  forget(): void {
    this.measured.fill(0);
  }

  /** Where an item begins. */
  start(index: number): number {
    let sum = 0;
    for (let at = Math.min(index, this.count); at > 0; at -= at & -at) sum += this.sums[at] ?? 0;
    return sum;
  }

  get total(): number {
    return this.start(this.count);
  }

  /** The item that stands at a height: the last one that begins at or above it and has a height. */
  at(px: number): number {
    let index = 0;
    let rest = Math.max(0, px);
    for (let step = 2 ** Math.floor(Math.log2(Math.max(1, this.sizes.length))); step >= 1; step /= 2) {
      const next = index + step;
      if (next <= this.count && (this.sums[next] ?? 0) <= rest) {
        index = next;
        rest -= this.sums[next] ?? 0;
      }
    }
    return Math.max(0, Math.min(index, this.count - 1));
  }

  private put(index: number, height: number): boolean {
    const delta = height - (this.sizes[index] ?? 0);
    if (delta === 0) return false;
    this.sizes[index] = height;
    for (let at = index + 1; at <= this.sizes.length; at += at & -at) this.sums[at] = (this.sums[at] ?? 0) + delta;
    return true;
  }

  private widen(count: number): void {
    const room = 2 ** Math.ceil(Math.log2(count));
    const sizes = new Float64Array(room);
    sizes.set(this.sizes);
    const measured = new Uint8Array(room);
    measured.set(this.measured);
    this.sizes = sizes;
    this.measured = measured;
    this.sums = new Float64Array(room + 1);
    for (let at = 1; at <= room; at++) {
      const sum = (this.sums[at] ?? 0) + (sizes[at - 1] ?? 0);
      this.sums[at] = sum;
      const parent = at + (at & -at);
      if (parent <= room) this.sums[parent] = (this.sums[parent] ?? 0) + sum;
    }
  }
}
