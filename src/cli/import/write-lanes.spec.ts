import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { WriteLanes } from './write-lanes.js';

interface Written {
  readonly id: string;
  readonly at: number;
}

async function write(records: readonly Written[], lanes: WriteLanes<Written>): Promise<void> {
  for (const record of records) {
    const waiting = lanes.add(record.id, record);
    if (waiting !== undefined) await waiting;
  }
  await lanes.flush();
}

describe('writing in lanes', () => {
  it('writes everything, and of one id the last row last, whatever the store’s pace', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'long-id-1', 'long-id-2'), { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 7 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
        async (ids, laneCount, batchSize, delays) => {
          const kept = new Map<string, number>();
          let count = 0;
          const lanes = new WriteLanes<Written>(
            async (batch) => {
              const turns = delays.next().value as number;
              for (let turn = 0; turn < turns; turn++) await setImmediate();
              for (const { id, at } of batch) kept.set(id, at);
              count += batch.length;
            },
            { lanes: laneCount, batchSize },
          );
          await write(
            ids.map((id, at) => ({ id, at })),
            lanes,
          );
          expect(count).toBe(ids.length);
          expect(lanes.written).toBe(ids.length);
          expect(kept).toEqual(new Map(ids.map((id, at) => [id, at])));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has one batch per lane under way, and waits when the next is full', async () => {
    let under = 0;
    let most = 0;
    const sizes: number[] = [];
    const lanes = new WriteLanes<Written>(
      async (batch) => {
        under += 1;
        most = Math.max(most, under);
        sizes.push(batch.length);
        await setImmediate();
        under -= 1;
      },
      { lanes: 3, batchSize: 10 },
    );
    await write(
      Array.from({ length: 1_000 }, (_, at) => ({ id: `id${at}`, at })),
      lanes,
    );
    expect(most).toBe(3);
    expect(Math.max(...sizes)).toBe(10);
  });

  it('stops at the first failure, and knows what was confirmed', async () => {
    let batches = 0;
    const lanes = new WriteLanes<Written>(
      async () => {
        batches += 1;
        await setImmediate();
        if (batches > 3) throw new Error('gone');
      },
      { lanes: 1, batchSize: 10 },
    );
    const records = Array.from({ length: 500 }, (_, at) => ({ id: `id${at}`, at }));
    await expect(write(records, lanes)).rejects.toThrow('gone');
    await lanes.settle();
    expect(batches).toBe(4);
    expect(lanes.written).toBe(30);
    await expect(lanes.flush()).rejects.toThrow('gone');
    expect(batches).toBe(4);
  });

  it('knows whether the store was sent anything', async () => {
    const lanes = new WriteLanes<Written>(() => Promise.reject(new Error('gone')), {
      lanes: 1,
      batchSize: 2,
    });
    void lanes.add('a', { id: 'a', at: 0 });
    expect(lanes.attempted).toBe(false);
    await expect(lanes.flush()).rejects.toThrow('gone');
    expect(lanes.attempted).toBe(true);
    expect(lanes.written).toBe(0);
  });
});
