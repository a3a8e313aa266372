import { describe, expect, it } from '@jest/globals';

import { type FeatureRecord, FeatureWriter } from '../../feature-store/feature-writer.js';
import { FeatureSink } from './import-sink.js';

/** Keeps records in memory, and what was opened. */
class Writer extends FeatureWriter {
  readonly assetTarget = 'memory, assets';
  readonly userTarget = 'memory, users';
  readonly log: string[] = [];

  override owner() {
    return Promise.resolve(null);
  }

  override open(kind: string, intoExisting: boolean): Promise<void> {
    this.log.push(`open ${kind}${intoExisting ? ' existing' : ''}`);
    return Promise.resolve();
  }

  override write(kind: string, records: readonly FeatureRecord[]): Promise<void> {
    this.log.push(`write ${kind} ${records.map(({ id }) => id).join(',')}`);
    return Promise.resolve();
  }

  override close(): Promise<void> {
    this.log.push('close');
    return Promise.resolve();
  }
}

describe('features on their way to the store', () => {
  it('open the kind that was not expected when its first record comes, and say so', async () => {
    const writer = new Writer();
    const said: string[] = [];
    const sink = new FeatureSink(writer, ['assets'], (line) => said.push(line));
    expect(sink.targets).toEqual(['memory, assets']);
    await sink.open(true);
    await sink.add('assets', { id: 'v', values: { video_vv: '1' } });
    expect(said).toEqual([]);
    for (const id of ['u', 'w']) await sink.add('users', { id, values: { user_vv: '1' } });
    expect(said).toEqual(['writing to memory, users']);
    expect(sink.attempted).toBe(false);
    await sink.finish();
    expect(writer.log.slice(0, 2)).toEqual(['open assets existing', 'open users existing']);
    expect(writer.log.at(-1)).toBe('close');
    expect(sink.written()).toEqual({ 'asset feature records': 1, 'user feature records': 2 });
    expect(sink.attempted).toBe(true);
  });

  it('do not open what nothing is written to', async () => {
    const writer = new Writer();
    const sink = new FeatureSink(writer, [], () => undefined);
    await sink.open(false);
    await sink.finish();
    expect(writer.log).toEqual(['close']);
    expect(sink.written()).toEqual({});
  });
});
