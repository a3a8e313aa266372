import { LightgbmRanker } from '../../src/ranking/lightgbm.ranker.js';
import { parseLightgbmText } from '../../src/ranking/lightgbm-text.js';
import { walkTrees } from '../../src/ranking/tree-walk.js';
import { readFileSync } from 'node:fs';

import { quantile } from '../measure.js';
import { answerLines } from './line-process.js';
import { caseNames, type RankingCase, readCase, rowsOf } from './ranking-case.js';

/**
 * scorer.process.ts FOLDER: the product's scorer, and the plain walk, each call measured in here.
 *
 *     {"do": "load", "case": C}                → {"unequal": scores that are not LightGBM's, by contender, "bytes": of the pool}
 *     {"do": "time", "who": W, "seconds": S}   → {"median": milliseconds of a call}
 *
 * A call scores all candidates for one user, every call for the next one.
 */
interface Question {
  readonly do: 'load' | 'time';
  readonly case: string;
  readonly who: string;
  readonly seconds: number;
}

type Call = (user: number, out: Float64Array) => void;

const [folder = ''] = process.argv.slice(2);
let loaded: RankingCase | undefined;
let calls: Record<string, Call> = {};

await answerLines(async ({ do: what, case: name, who, seconds }: Question) => {
  if (what === 'load') return load(name);
  const call = calls[who];
  if (loaded === undefined || call === undefined) throw new Error(`nothing is loaded for ${who}`);
  return { median: time(call, loaded, seconds) };
});

async function load(name: string): Promise<unknown> {
  const found = caseNames(folder).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  const own = (loaded = readCase(folder, found));
  // What a request of the service runs: see src/recommendation/ranked.ts.
  const ranker = await LightgbmRanker.load(own.modelPath, own.declarations);
  const pool = await ranker.prepare(own.items);
  const model = parseLightgbmText(readFileSync(own.modelPath, 'utf8'), own.modelPath);
  const rows = own.viewers.map((_, user) => rowsOf(own, user));
  calls = {
    upnext: (user, out) => {
      const viewer = own.viewers[user];
      if (viewer !== undefined) pool.score(viewer, out);
    },
    walk: (user, out) => {
      rows[user]?.forEach((row, index) => (out[index] = walkTrees(model, row)));
    },
  };
  const unequal = Object.fromEntries(Object.entries(calls).map(([who, call]) => [who, differing(call, own)]));
  return { unequal, bytes: pool.bytes };
}

/** How many scores are not LightGBM's, bit for bit. */
function differing(call: Call, { candidates, raw }: RankingCase): number {
  const out = new Float64Array(candidates);
  let unequal = 0;
  raw.forEach((expected, user) => {
    call(user, out);
    expected.forEach((score, row) => (unequal += Object.is(out[row], score) ? 0 : 1));
  });
  return unequal;
}

function time(call: Call, { candidates, viewers }: RankingCase, seconds: number): number {
  const out = new Float64Array(candidates);
  const times: number[] = [];
  const end = performance.now() + seconds * 1_000;
  for (let turn = 0; ; turn++) {
    const began = performance.now();
    if (began >= end && turn >= 3) return quantile(times, 0.5);
    call(turn % viewers.length, out);
    times.push(performance.now() - began);
  }
}
