import { describe, expect, it } from '@jest/globals';

import { SharedReads } from './shared-reads.js';

interface Call {
  readonly keys: readonly string[];
  readonly signal: AbortSignal | undefined;
  readonly answer: (values: readonly string[]) => void;
  readonly fail: (error: Error) => void;
}

function recorded(): { calls: Call[]; reads: SharedReads<string> } {
  const calls: Call[] = [];
  const reads = new SharedReads<string>(
    (keys, signal) =>
      new Promise((answer, fail) => {
        calls.push({ keys, signal, answer, fail });
      }),
  );
  return { calls, reads };
}

const shouted = (keys: readonly string[]) => keys.map((key) => key.toUpperCase());
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('SharedReads', () => {
  it('lets nobody wait while few calls are under way, and joins those that come then', async () => {
    const { calls, reads } = recorded();
    const values = Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => reads.read(key)));
    expect(calls.map(({ keys }) => keys)).toEqual([['a'], ['b']]);

    calls[0]!.answer(['A']);
    await settled();
    expect(calls[2]?.keys).toEqual(['c', 'd', 'e']);
    calls[1]!.answer(['B']);
    calls[2]!.answer(['C', 'D', 'E']);
    expect(await values).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('asks for no more at once than one answer can carry', async () => {
    const { calls, reads } = recorded();
    const keys = Array.from({ length: 70 }, (_, n) => `k${n}`);
    const values = Promise.all(keys.map((key) => reads.read(key)));
    for (let call = 0; call < calls.length; call++) {
      calls[call]!.answer(shouted(calls[call]!.keys));
      await settled();
    }
    expect(calls.map(({ keys: asked }) => asked.length)).toEqual([1, 1, 32, 32, 4]);
    expect(await values).toEqual(shouted(keys));
  });

  it('tells everybody of a call that it failed, and goes on with the next', async () => {
    const { calls, reads } = recorded();
    const values = ['a', 'b', 'c', 'd'].map((key) => reads.read(key));
    calls[0]!.answer(['A']);
    await settled();
    calls[2]!.fail(new Error('gone'));
    await expect(values[2]).rejects.toThrow('gone');
    await expect(values[3]).rejects.toThrow('gone');
    const next = reads.read('e');
    calls[3]!.answer(['E']);
    expect(await next).toBe('E');
  });

  it('gives a call up once everybody has gone, not before, and never asks for those who went while they waited', async () => {
    const { calls, reads } = recorded();
    const aborts = Array.from({ length: 5 }, () => new AbortController());
    const values = aborts.map(({ signal }, n) => reads.read(`k${n}`, signal));
    for (const value of values) value.catch(() => undefined);

    aborts[2]!.abort(new Error('went'));
    calls[0]!.answer(['K0']);
    await settled();
    await expect(values[2]).rejects.toThrow('went');
    const shared = calls[2]!;
    expect(shared.keys).toEqual(['k3', 'k4']);
    aborts[3]!.abort();
    expect(shared.signal?.aborted).toBe(false);
    aborts[4]!.abort(new Error('went too'));
    expect(shared.signal?.aborted).toBe(true);
  });

  it('is not confused by an answer of another length', async () => {
    const reads = new SharedReads<string>(() => Promise.resolve([]));
    await expect(reads.read('a')).rejects.toThrow('0 results for 1 keys');
  });
});
