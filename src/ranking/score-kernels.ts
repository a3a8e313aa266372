import type { Classes } from './class-index.js';
import { NARROW } from './pool-program.js';
import { LEAF_STRIDE } from './split-plan.js';

const { clz32 } = Math;

/**
 * Writes what each class of a tree scores to `values`, from `at` on.
 *
 * @param open bits by block: what the viewer leaves open
 */
export function fillClasses(
  { bits, block, blocks, before }: Classes,
  open: Int32Array,
  leafValues: Float64Array,
  values: Float64Array,
  at: number,
): void {
  values[at] = 0;
  if (blocks.length === 0) {
    fillBlock(bits, open[block] ?? 0, block, leafValues, values, at);
    return;
  }
  for (let id = 1; id < bits.length; id++) {
    const own = blocks[id] ?? 0;
    const reached = (bits[id] ?? 0) & (open[own] ?? 0);
    values[at + id] =
      reached === 0
        ? (values[at + (before[id] ?? 0)] ?? NaN)
        : (leafValues[own * LEAF_STRIDE + clz32(reached)] ?? NaN);
  }
}

/** The same for classes of one block. */
export function fillBlock(
  bits: Int32Array,
  open: number,
  block: number,
  leafValues: Float64Array,
  values: Float64Array,
  at: number,
): void {
  const first = block * LEAF_STRIDE;
  values[at] = 0;
  for (let id = 1; id < bits.length; id++) {
    values[at + id] = leafValues[first + clz32((bits[id] ?? 0) & open)] ?? NaN;
  }
}

/** Adds four trees to each score, one after the other; their values lie `NARROW` apart. */
export function addFour(ids: Uint32Array, values: Float64Array, out: Float64Array): void {
  for (let row = 0; row < ids.length; row++) {
    const packed = ids[row] ?? 0;
    const first = (out[row] ?? NaN) + (values[packed & 255] ?? NaN);
    const second = first + (values[NARROW + ((packed >>> 8) & 255)] ?? NaN);
    const third = second + (values[2 * NARROW + ((packed >>> 16) & 255)] ?? NaN);
    out[row] = third + (values[3 * NARROW + (packed >>> 24)] ?? NaN);
  }
}

/** The same where there is a value per pattern and class: those of a pattern lie `stride` apart, of a tree at `at`. */
export function addFourPatterned(
  ids: Uint32Array,
  patternOf: Uint8Array,
  stride: number,
  at: Uint32Array,
  values: Float64Array,
  out: Float64Array,
): void {
  const at1 = at[1] ?? 0;
  const at2 = at[2] ?? 0;
  const at3 = at[3] ?? 0;
  for (let row = 0; row < ids.length; row++) {
    const packed = ids[row] ?? 0;
    const base = (patternOf[row] ?? 0) * stride;
    const first = (out[row] ?? NaN) + (values[base + (packed & 255)] ?? NaN);
    const second = first + (values[base + at1 + ((packed >>> 8) & 255)] ?? NaN);
    const third = second + (values[base + at2 + ((packed >>> 16) & 255)] ?? NaN);
    out[row] = third + (values[base + at3 + (packed >>> 24)] ?? NaN);
  }
}

/** Adds one tree of many classes to each score. */
export function addOne(ids: Uint16Array | Uint32Array, values: Float64Array, out: Float64Array): void {
  for (let row = 0; row < ids.length; row++) {
    out[row] = (out[row] ?? NaN) + (values[ids[row] ?? 0] ?? NaN);
  }
}

/** The same with a value per pattern and class. */
export function addOnePatterned(
  ids: Uint16Array | Uint32Array,
  patternOf: Uint8Array,
  stride: number,
  values: Float64Array,
  out: Float64Array,
): void {
  for (let row = 0; row < ids.length; row++) {
    const at = (patternOf[row] ?? 0) * stride + (ids[row] ?? 0);
    out[row] = (out[row] ?? NaN) + (values[at] ?? NaN);
  }
}

/** Bits of a key that name the bin of an axis; the pattern is above those of two axes. */
export const BIN_BITS = 12;
const BIN = 2 ** BIN_BITS - 1;

/** What is left to be asked of two trees, side by side: places in arrays for the first and for the other one. */
export interface TwoTrees {
  /** Where in `ids` the byte of the first tree begins; the other one's is the next. */
  readonly shift: number;
  /** Where what is open by class begins, under pattern 0. */
  readonly at: readonly [number, number];
  /** Where the leaf values begin. */
  readonly leaves: readonly [number, number];
}

/**
 * Adds the leaf that is left of each of two trees: what is open by pattern and class, narrowed by two axes.
 *
 * @param keys per row the bins of both axes and the pattern, in one number
 * @param open bits by pattern and class; those of a pattern lie `stride` apart
 * @param openOfBin bits by bin, `width` apart: both trees on the one axis, both on the other one
 */
export function reachTwo(
  ids: Uint32Array,
  { shift, at: [at0, at1], leaves: [leaf0, leaf1] }: TwoTrees,
  keys: Uint32Array,
  open: Int32Array,
  stride: number,
  openOfBin: Int32Array,
  width: number,
  leafValues: Float64Array,
  out: Float64Array,
): void {
  for (let row = 0; row < ids.length; row++) {
    const packed = (ids[row] ?? 0) >>> shift;
    const key = keys[row] ?? 0;
    const base = (key >>> (2 * BIN_BITS)) * stride;
    const one = key & BIN;
    const other = 2 * width + ((key >>> BIN_BITS) & BIN);
    const open0 = (open[base + at0 + (packed & 255)] ?? 0) & (openOfBin[one] ?? 0) & (openOfBin[other] ?? 0);
    const open1 =
      (open[base + at1 + ((packed >>> 8) & 255)] ?? 0) &
      (openOfBin[width + one] ?? 0) &
      (openOfBin[width + other] ?? 0);
    const first = (out[row] ?? NaN) + (leafValues[leaf0 + clz32(open0)] ?? NaN);
    out[row] = first + (leafValues[leaf1 + clz32(open1)] ?? NaN);
  }
}

/** What is open of one tree, by row: its class is in the bits of `ids` from `shift` on that `mask` has. */
export function openOfRows(
  ids: Uint16Array | Uint32Array,
  shift: number,
  mask: number,
  patternOf: Uint8Array,
  stride: number,
  at: number,
  open: Int32Array,
  out: Int32Array,
): void {
  for (let row = 0; row < ids.length; row++) {
    const id = ((ids[row] ?? 0) >>> shift) & mask;
    out[row] = open[(patternOf[row] ?? 0) * stride + at + id] ?? 0;
  }
}

/** Narrows what is open of each row by one axis. */
export function narrowRows(open: Int32Array, openOfBin: Int32Array, bins: Uint32Array): void {
  for (let row = 0; row < open.length; row++) {
    open[row] = (open[row] ?? 0) & (openOfBin[bins[row] ?? 0] ?? 0);
  }
}

/** Adds the leaf that is left of one tree. @param leaf where its leaf values begin */
export function addReached(
  open: Int32Array,
  leaf: number,
  leafValues: Float64Array,
  out: Float64Array,
): void {
  for (let row = 0; row < open.length; row++) {
    out[row] = (out[row] ?? NaN) + (leafValues[leaf + clz32(open[row] ?? 0)] ?? NaN);
  }
}
