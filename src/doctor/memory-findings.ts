import { type Finding, FindingsOf } from './finding.js';
import { count, counted } from './words.js';

const check = new FindingsOf('memory');
const MIB = 1_048_576;

export interface MemoryFacts {
  /** Bytes of one candidate in a pool, as prepared for the model. */
  readonly bytesPerCandidate: number;
  /** Assets that may be shown, over all countries. */
  readonly eligible: number;
  /** Countries with assets. */
  readonly countries: number;
  readonly candidatesToRetrieve: number;
  readonly poolsMaxMb: number;
}

/** What the pools of all countries will take: each is filled up from all countries, and the global one comes on top. */
export function memoryFinding(facts: MemoryFacts): Finding {
  const { bytesPerCandidate, eligible, countries, candidatesToRetrieve, poolsMaxMb } = facts;
  const candidates = Math.min(eligible, candidatesToRetrieve);
  const pool = candidates * bytesPerCandidate;
  const pools = countries + 1;
  const needed = (pool * pools) / MIB;
  const figures = {
    pools,
    candidates_per_pool: candidates,
    bytes_per_candidate: Math.round(bytesPerCandidate),
    needed_mb: Number(needed.toFixed(2)),
    pools_max_mb: poolsMaxMb,
  };
  const found =
    `${counted(pools, 'pool')} of ${counted(candidates, 'candidate')} take about ${needed.toFixed(1)} MiB, ` +
    `${(pool / MIB).toFixed(2)} each, where every country is asked for (POOLS_MAX_MB is ${count(poolsMaxMb)})`;
  if (needed <= poolsMaxMb) return check.ok(found, figures);
  const fit = Math.max(1, Math.floor((poolsMaxMb * MIB) / pool));
  return check.warning(
    `${found}: ${count(fit)} at a time, pools of countries that are asked for seldom are built again and again`,
    'raise POOLS_MAX_MB, with the memory of the process, or lower CANDIDATES_TO_RETRIEVE',
    figures,
  );
}
