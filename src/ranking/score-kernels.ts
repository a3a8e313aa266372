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

/** Adds one tree to each score. */
export function addOne(ids: Uint16Array | Uint32Array, values: Float64Array, out: Float64Array): void {
  for (let row = 0; row < ids.length; row++) {
    out[row] = (out[row] ?? NaN) + (values[ids[row] ?? 0] ?? NaN);
  }
}

/** The same where there is a value per pattern and class: those of a pattern lie `classes` apart. */
export function addPatterned(
  ids: Uint16Array | Uint32Array,
  patterns: Uint8Array,
  classes: number,
  values: Float64Array,
  out: Float64Array,
): void {
  for (let row = 0; row < ids.length; row++) {
    const at = (patterns[row] ?? 0) * classes + (ids[row] ?? 0);
    out[row] = (out[row] ?? NaN) + (values[at] ?? NaN);
  }
}

/** The bits of each row's class. */
export function openOfRows(ids: Uint16Array | Uint32Array, bits: Int32Array, open: Int32Array): void {
  for (let row = 0; row < ids.length; row++) open[row] = bits[ids[row] ?? 0] ?? 0;
}

/** Narrows what is open of each row by one axis. */
export function narrowRows(open: Int32Array, openOfBin: Int32Array, bins: Uint32Array, size: number): void {
  for (let row = 0; row < size; row++) {
    open[row] = (open[row] ?? 0) & (openOfBin[bins[row] ?? 0] ?? 0);
  }
}

/** Narrows by the last axis, and adds the leaf that is left of a block. */
export function addReached(
  open: Int32Array,
  openOfBin: Int32Array,
  bins: Uint32Array,
  block: number,
  leafValues: Float64Array,
  out: Float64Array,
  size: number,
): void {
  const first = block * LEAF_STRIDE;
  for (let row = 0; row < size; row++) {
    const reached = (open[row] ?? 0) & (openOfBin[bins[row] ?? 0] ?? 0);
    out[row] = (out[row] ?? NaN) + (leafValues[first + clz32(reached)] ?? NaN);
  }
}
