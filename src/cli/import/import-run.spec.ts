import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';

import { ForeignTargetError } from '../../foreign-target-error.js';
import { CatalogueWriter } from '../../retrieval/catalogue-writer.js';
import type { AssetDocument } from '../../retrieval/documents.js';
import { StoreError } from '../../store-error.js';
import { type CommandIo, Interrupted } from '../command-io.js';
import { importAssets } from '../import-assets.command.js';

const folder = mkdtempSync(join(tmpdir(), 'upnext-import-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Keeps assets in memory; does as told. */
class Writer extends CatalogueWriter {
  readonly assetTarget = 'memory, assets';
  readonly userTarget = 'memory, users';
  readonly assets = new Map<string, AssetDocument>();
  opened = false;
  closed = false;
  foreign = false;
  beforeWrite: () => void = () => undefined;

  override owner(): Promise<'other' | null> {
    return Promise.resolve(this.foreign ? 'other' : null);
  }

  override open(_: string, intoExisting: boolean): Promise<void> {
    if (this.foreign && !intoExisting) return Promise.reject(new ForeignTargetError(this.assetTarget));
    this.opened = true;
    return Promise.resolve();
  }

  override writeAssets(assets: readonly AssetDocument[]): Promise<void> {
    return Promise.resolve().then(() => {
      this.beforeWrite();
      for (const asset of assets) this.assets.set(asset.video_id, asset);
    });
  }

  override writeUsers(): Promise<void> {
    return Promise.reject(new Error('no users here'));
  }

  override close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

let writer: Writer;
let said: string[];
let out: string[];
let interrupt: AbortController;
beforeEach(() => {
  writer = new Writer();
  said = [];
  out = [];
  interrupt = new AbortController();
});

function run(csv: string, more: Partial<Parameters<typeof importAssets>[2]> = {}) {
  const path = join(folder, 'videos.csv');
  writeFileSync(path, csv);
  const io: CommandIo = {
    out: (line) => out.push(line),
    say: (line) => said.push(line),
    progress: new PassThrough() as unknown as NodeJS.WriteStream,
    signal: interrupt.signal,
    now: () => Date.parse('2026-06-01T12:00:00Z'),
    settings: () => Promise.reject(new Error('not needed')),
    open: () => Promise.resolve({ get: () => writer } as never),
    start: () => Promise.reject(new Error('not here')),
    extensions: {},
  };
  return importAssets(io, [path], {
    map: [],
    set: [],
    delimiter: ',',
    listSeparator: '|',
    intoExisting: false,
    rejects: join(folder, 'rejects.jsonl'),
    ...more,
  });
}

const many = (count: number) =>
  `video_id\n${Array.from({ length: count }, (_, index) => `v${index}`).join('\n')}\n`;

describe('an import', () => {
  it('writes every row, says where and how many, and exits with 0', async () => {
    expect(await run(many(5_000))).toBe(0);
    expect(writer.assets.size).toBe(5_000);
    expect(writer.closed).toBe(true);
    expect(said).toEqual([`${join(folder, 'videos.csv')}: CSV`, 'writing to memory, assets']);
    expect(out[0]).toMatch(/^5,000 assets written from 5,000 rows/);
  });

  it('of the same file again changes nothing; of two rows with one id the later stays', async () => {
    const csv = 'video_id,primary_category\na,old\nb,x\na,new\n';
    await run(csv);
    const first = new Map(writer.assets);
    await run(csv);
    expect(writer.assets).toEqual(first);
    expect(writer.assets.get('a')?.primary_category).toBe('new');
  });

  it('with bad rows writes the others, keeps the bad ones with their reasons, and exits with 1', async () => {
    const csv = 'video_id,creation_date\na,2022-01-01\n,2022-01-01\nb,soon\nc\n"d,2022-01-01\ne,\n';
    expect(await run(csv)).toBe(1);
    expect([...writer.assets.keys()]).toEqual(['a', 'e']);
    const rejects = readFileSync(join(folder, 'rejects.jsonl'), 'utf8').trimEnd().split('\n');
    expect(rejects.map((line) => JSON.parse(line) as unknown)).toEqual([
      { file: join(folder, 'videos.csv'), line: 3, reason: 'video_id is missing', row: ',2022-01-01' },
      expect.objectContaining({ line: 4, reason: expect.stringContaining('not soon'), row: 'b,soon' }),
      expect.objectContaining({ line: 5, reason: '1 column where the header has 2', row: 'c' }),
      expect.objectContaining({ line: 6, reason: expect.stringContaining('quote'), row: '"d,2022-01-01' }),
    ]);
    expect(out[1]).toMatch(/^4 rows rejected: /);
  });

  it('does not touch a target that it did not make, unless told', async () => {
    writer.foreign = true;
    await expect(run(many(1))).rejects.toBeInstanceOf(ForeignTargetError);
    expect(writer.assets.size).toBe(0);
    expect(said).toContain('writing to memory, assets');
    expect(await run(many(1), { intoExisting: true })).toBe(0);
  });

  it('opens no store for a file that is not what it needs', async () => {
    await expect(run('id\n1\n')).rejects.toThrow(
      /no column video_id; its columns are id\. --map video_id=<column> names one/,
    );
    await expect(run(many(1), { rejects: join(folder, 'videos.csv') })).rejects.toThrow(/a file to import/);
    await expect(run(many(1), { rejects: join(folder, 'no', 'where') })).rejects.toThrow(/its folder/);
    expect(writer.opened).toBe(false);
  });

  it('that the store ends halfway says how much is written, and exits with 3', async () => {
    let batches = 0;
    writer.beforeWrite = () => {
      if (++batches > 5) throw new StoreError('memory', 'connection lost');
    };
    expect(await run(many(50_000))).toBe(3);
    expect(said.at(-1)).toBe(
      'stopped: memory: connection lost. 25,000 assets are written for sure; running it again is safe',
    );
    expect(out).toEqual([]);
    writer.beforeWrite = () => undefined;
    expect(await run(many(50_000))).toBe(0);
    expect(writer.assets.size).toBe(50_000);
  });

  it('that is interrupted says how much is written, and exits with 130', async () => {
    writer.beforeWrite = () => {
      interrupt.abort(new Interrupted());
    };
    expect(await run(many(200_000))).toBe(130);
    expect(said.at(-1)).toMatch(/^stopped: interrupted\. [\d,]+ assets are written for sure/);
    expect(writer.assets.size).toBeLessThan(200_000);
  });

  it('does not hide a mistake of the program', async () => {
    writer.beforeWrite = () => {
      throw new TypeError('undefined is not a function');
    };
    await expect(run(many(10_000))).rejects.toBeInstanceOf(TypeError);
  });
});
