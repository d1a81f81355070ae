import { Heights } from "@/lib/heights";

/** What the model needs of the element that scrolls. */
export interface Scroller {
  scrollTop: number;
}

export interface Range {
  from: number;
  /** The first that is not drawn. */
  to: number;
}

/** Where the reader looks: at an item, with its top so far below the top of the box; or at the end. */
type Anchor = { index: number; below: number } | "end";

/** Drawn beyond each edge of the box, so that a turn of the wheel meets finished rows. */
const OVERSCAN_PX = 900;
/** At first there is hardly more than what is seen: the sooner it is seen. */
const FIRST_OVERSCAN_PX = 100;
const NEAR_END_PX = 48;

/**
 * Which rows of a long list are drawn and where the box stands. What the reader looks at stays
 * where it is while rows around it are measured, arrive, grow or leave.
 */
export class WindowModel {
  readonly heights = new Heights();
  /** Height of the box in px, kept here because asking the page costs a layout. */
  private height = 0;
  private overscan = FIRST_OVERSCAN_PX;
  private anchor: Anchor;
  private written = 0;
  private known: unknown;

  constructor(
    private readonly box: () => Scroller | null,
    private readonly padding: { top: number; bottom: number },
  ) {
    this.anchor = { index: 0, below: padding.top };
  }

  /** How many items there are, and what is known of their heights; `refine` runs once for each new function. */
  know(count: number, guess: number, refine: (model: WindowModel) => void): void {
    if (this.heights.count === count && this.known === refine) return;
    this.scrolled();
    if (this.heights.count !== count) this.heights.grow(count, guess);
    if (this.known === refine) return;
    this.known = refine;
    refine(this);
  }

  /** From now on rows are drawn ahead. */
  drawAhead(): void {
    this.overscan = OVERSCAN_PX;
  }

  resize(height: number): void {
    this.height = height;
  }

  get total(): number {
    return this.padding.top + this.heights.total + this.padding.bottom;
  }

  get isAtEnd(): boolean {
    const box = this.box();
    return box === null || this.anchor === "end" || this.total - box.scrollTop - this.height < NEAR_END_PX;
  }

  /** The item at the top of the box, below what lies over it. */
  get first(): number {
    return this.heights.at((this.box()?.scrollTop ?? 0) - this.padding.top + 48);
  }

  start(index: number): number {
    return this.padding.top + this.heights.start(index);
  }

  /** The rows to draw for where the box stands. */
  range(): Range {
    const box = this.box();
    if (!box || this.heights.count === 0) return { from: 0, to: Math.min(this.heights.count, 12) };
    const top = this.target() - this.padding.top;
    return {
      from: this.heights.at(top - this.overscan),
      to: Math.min(this.heights.count, this.heights.at(top + this.height + this.overscan) + 1),
    };
  }

  /** The rows that are seen. */
  seen(): Range {
    const box = this.box();
    const top = (box?.scrollTop ?? 0) - this.padding.top;
    return { from: this.heights.at(top), to: this.heights.at(top + this.height) + 1 };
  }

  /** Notes where the reader scrolled to, also before the page says so; our own writing is no wish of theirs. */
  scrolled(): void {
    const box = this.box();
    if (!box || box.scrollTop === this.written) return;
    // The smallest step up leaves the end, or a slow wheel would never get away from it.
    this.look(box.scrollTop < this.written);
  }

  /** Looks at an item from now on, with its top so far below the top of the box. */
  lookAt(index: number, below: number): void {
    this.anchor = { index, below };
  }

  lookAtEnd(): void {
    this.anchor = "end";
  }

  /** Puts the box where the anchor wants it. */
  restore(): void {
    const box = this.box();
    if (!box) return;
    const target = this.target();
    if (Math.abs(box.scrollTop - target) > 0.5) box.scrollTop = target;
    this.written = box.scrollTop;
  }

  /** Takes what is at the top of the box now as what the reader looks at. */
  private look(isLeaving: boolean): void {
    const box = this.box();
    if (!box) return;
    this.written = box.scrollTop;
    if (!isLeaving && this.total - box.scrollTop - this.height < 2) {
      this.anchor = "end";
      return;
    }
    const index = this.heights.at(box.scrollTop - this.padding.top);
    this.anchor = { index, below: this.start(index) - box.scrollTop };
  }

  private target(): number {
    const last = Math.max(0, this.total - this.height);
    if (this.anchor === "end") return last;
    return Math.min(last, Math.max(0, this.start(this.anchor.index) - this.anchor.below));
  }
}
