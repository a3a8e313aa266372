import type { Split } from './split.js';
import type { SplitAxis } from './split-axis.js';

/** A split, and the leaves of one block that its answers close. */
export interface ClosingSplit {
  readonly split: Split;
  /** Bits of the leaves that are closed when the value goes left, and when it does not. */
  readonly closedByLeft: number;
  readonly closedByRight: number;
}

/**
 * Which leaves of each block stay open, by the bin of each axis of one scope. A row reaches the one leaf that all its
 * axes leave open: the order of a tree's questions does not matter (Lucchese et al., QuickScorer, SIGIR 2015).
 *
 * In flat arrays: a block has a group per axis that its splits ask, a group a run per stretch of bins.
 */
export class OpenLeaves {
  private constructor(
    /** One more than blocks, for the end. */
    readonly firstGroup: Uint32Array,
    /** Axis of the group. */
    readonly axis: Uint32Array,
    private readonly firstRun: Uint32Array,
    private readonly lastBin: Uint32Array,
    private readonly bits: Int32Array,
  ) {}

  /** @param blocks per block, by axis, the splits that close leaves of it */
  static of(axes: readonly SplitAxis[], blocks: readonly ReadonlyMap<number, ClosingSplit[]>[]): OpenLeaves {
    const firstGroup = new Uint32Array(blocks.length + 1);
    const groupAxis: number[] = [];
    const firstRun: number[] = [0];
    const lastBin: number[] = [];
    const bits: number[] = [];
    blocks.forEach((closing, block) => {
      for (const [index, splits] of closing) {
        const axis = axes[index];
        if (axis === undefined) throw new RangeError(`there is no axis ${index}`);
        const begin = lastBin.length;
        for (const last of axis.stretches(splits.map(({ split }) => split))) {
          const open = openAt(axis, splits, last);
          if (lastBin.length > begin && bits.at(-1) === open) lastBin[lastBin.length - 1] = last;
          else {
            lastBin.push(last);
            bits.push(open);
          }
        }
        groupAxis.push(index);
        firstRun.push(lastBin.length);
      }
      firstGroup[block + 1] = groupAxis.length;
    });
    return new OpenLeaves(
      firstGroup,
      Uint32Array.from(groupAxis),
      Uint32Array.from(firstRun),
      Uint32Array.from(lastBin),
      Int32Array.from(bits),
    );
  }

  /** The leaves that one group leaves open at a bin. */
  at(group: number, bin: number): number {
    const { lastBin, firstRun } = this;
    let from = firstRun[group] ?? 0;
    let to = (firstRun[group + 1] ?? 0) - 1;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((lastBin[middle] ?? 0) < bin) from = middle + 1;
      else to = middle;
    }
    return this.bits[from] ?? 0;
  }

  /** The same at every bin, the first one's at `out[at]`. */
  spread(group: number, out: Int32Array, at: number): void {
    const { lastBin, bits } = this;
    const end = this.firstRun[group + 1] ?? 0;
    let place = at;
    for (let run = this.firstRun[group] ?? 0; run < end; run++) {
      const last = at + (lastBin[run] ?? 0);
      const open = bits[run] ?? 0;
      while (place <= last) out[place++] = open;
    }
  }

  /** The group of an axis that closes leaves of a block, -1 where none does. */
  groupOf(block: number, axis: number): number {
    const end = this.firstGroup[block + 1] ?? 0;
    for (let group = this.firstGroup[block] ?? 0; group < end; group++) {
      if (this.axis[group] === axis) return group;
    }
    return -1;
  }

  /** Narrows what is open of one block by all of its groups. @param bins by axis */
  narrowed(open: number, block: number, bins: Uint32Array): number {
    const end = this.firstGroup[block + 1] ?? 0;
    let bits = open;
    for (let group = this.firstGroup[block] ?? 0; group < end; group++) {
      bits &= this.at(group, bins[this.axis[group] ?? 0] ?? 0);
    }
    return bits;
  }
}

function openAt(axis: SplitAxis, splits: readonly ClosingSplit[], bin: number): number {
  let open = -1;
  for (const { split, closedByLeft, closedByRight } of splits) {
    open &= ~(axis.goesLeft(split, bin) ? closedByLeft : closedByRight);
  }
  return open;
}
