import type { AssetPage } from '../retrieval/asset-index.js';
import type { AssetCounts, CountryCount } from './catalogue-facts.js';
import { type Finding, FindingsOf } from './finding.js';
import type { Learned } from './learned.js';
import { said } from './said.js';
import { count, counted, ranked, some } from './words.js';

const check = new FindingsOf('assets');
const MOST_COUNTRIES = 12;
/** From this share on a gap is a warning. */
const MANY = 0.1;

/** What of the catalogue may be shown, and to whom. */
export function assetFindings(counts: AssetCounts, approvedStatuses: readonly string[]): Finding[] {
  const { total, statuses, approved, eligible } = counts;
  if (total === 0) {
    return [
      check.problem('there is no asset at all', 'fill the asset index: docs/import.md; see ES_ASSET_INDEX'),
    ];
  }
  if (approved === 0) {
    return [
      check.problem(
        `none of ${counted(total, 'asset')} has an approved status (${approvedStatuses.join(', ')}); statuses there: ${ranked(statuses) || 'none'}`,
        'set APPROVED_STATUSES to those that may be shown; without one nothing is shown',
        { total, approved },
      ),
    ];
  }
  return [
    ...(counts.partial
      ? [
          check.warning(
            'counting took too long and was cut off: the numbers are of a part only',
            'nothing, where the index is large; they are a lower bound',
          ),
        ]
      : []),
    eligibleFinding(counts),
    ...gaps(counts),
    ...(eligible === 0 ? [] : countryFindings(counts.countries)),
  ];
}

function eligibleFinding(counts: AssetCounts): Finding {
  const { total, approved, eligible, future, undated } = counts;
  const figures = {
    total,
    approved,
    unapproved: total - approved,
    eligible,
    future,
    undated,
    without_country: counts.withoutCountry,
    without_id: counts.withoutId,
  };
  const found =
    `${counted(total, 'asset')}: ${count(approved)} approved, ${count(total - approved)} not; ` +
    `${count(eligible)} may be shown (the global pool), ${count(future)} dated in the future, ${count(undated)} undated, ` +
    `${count(counts.withoutCountry)} without country`;
  return eligible > 0
    ? check.ok(found, figures)
    : check.problem(
        found,
        'all approved assets are dated in the future: see creation_date, its format and time zone, and the clock',
        figures,
      );
}

function gaps({ approved, undated, withoutCountry, withoutId, future }: AssetCounts): Finding[] {
  const findings: Finding[] = [];
  const gap = (missing: number, what: string, advice: string, always = false) => {
    if (missing === 0) return;
    const found = `${count(missing)} of ${counted(approved, 'approved asset')} ${what}`;
    if (missing >= approved * MANY || always) findings.push(check.warning(found, advice));
  };
  if (undated === approved) {
    findings.push(
      check.problem(
        `none of ${counted(approved, 'approved asset')} has a date: the newest are not known, and age_days is missing throughout`,
        'index creation_date in a format that its mapping accepts',
      ),
    );
  } else {
    gap(undated, 'have no date: they come last, their age is missing', 'index their creation_date');
  }
  gap(
    future,
    'are dated in the future and not shown yet',
    'see creation_date and its time zone, unless they are announced',
  );
  gap(withoutCountry, 'have no country: they are in the global pool only', 'index their production_country');
  gap(withoutId, 'have no video_id and are left out', 'index their video_id', true);
  return findings;
}

function countryFindings(values: readonly CountryCount[]): Finding[] {
  const { codes, others } = byCode(values);
  const figures = Object.fromEntries(
    [...codes].map(([code, { eligible, dated }]) => [code, { eligible, dated, undated: eligible - dated }]),
  );
  const lines = [...codes]
    .sort(([a, x], [b, y]) => y.eligible - x.eligible || (a < b ? -1 : 1))
    .map(([code, { eligible, dated }]) => {
      const undated = eligible - dated;
      return `${code} ${count(eligible)}${undated > 0 ? ` (${count(undated)} undated)` : ''}`;
    });
  const findings: Finding[] = [];
  if (codes.size > 0) {
    findings.push(
      check.ok(
        `${counted(codes.size, 'country', 'countries')} with assets to show: ${some(lines, MOST_COUNTRIES)}`,
        figures,
      ),
    );
  }
  if (others.size > 0) {
    const advice = 'index production_country as two letters (ISO 3166-1 alpha-2), as requests name it';
    const found = `values of production_country that are no two-letter code: ${ranked(others)}`;
    findings.push(
      codes.size === 0
        ? check.problem(`${found}; no country has assets, everybody gets the global pool`, advice)
        : check.warning(`${found}; no request finds assets by them`, advice),
    );
  } else if (codes.size === 0) {
    findings.push(
      check.warning(
        'no country has assets: everybody gets the global pool',
        'index production_country as two letters (ISO 3166-1 alpha-2)',
      ),
    );
  }
  return findings;
}

/**
 * Whether candidates are found as pools find them.
 *
 * @param ms how long that took
 */
export function sampleFinding(page: Learned<AssetPage>, ms: number, limitMs: number): Finding {
  if ('error' in page) {
    const { words, advice } = said(page.error);
    return check.problem(
      `candidates cannot be searched: ${words}`,
      advice ?? 'see the findings above; without candidates there is no answer',
    );
  }
  const { assets, skipped } = page.value;
  const found = `a search of the newest ${counted(assets.length, 'candidate')} takes ${ms.toFixed(0)} ms (POOL_BUILD_TIMEOUT_MS is ${count(limitMs)})`;
  const figures = { candidates: assets.length, skipped, search_ms: Number(ms.toFixed(1)) };
  if (assets.length === 0) {
    return check.problem(
      'a search of candidates finds none: every answer is empty',
      'see approved statuses, dates and mappings above',
      figures,
    );
  }
  return ms <= limitMs / 2
    ? check.ok(found, figures)
    : check.warning(found, 'find out what makes it slow, or raise POOL_BUILD_TIMEOUT_MS', figures);
}

/** Countries in upper case, as requests ask for them; what is no code apart, with its number of assets. */
export function byCode(values: readonly CountryCount[]): {
  readonly codes: ReadonlyMap<string, CountryCount>;
  readonly others: ReadonlyMap<string, number>;
} {
  const codes = new Map<string, CountryCount>();
  const others = new Map<string, number>();
  for (const { country, eligible, dated } of values) {
    if (!/^[a-z]{2}$/i.test(country)) {
      others.set(country, (others.get(country) ?? 0) + eligible);
      continue;
    }
    const code = country.toUpperCase();
    const before = codes.get(code);
    codes.set(code, {
      country: code,
      eligible: eligible + (before?.eligible ?? 0),
      dated: dated + (before?.dated ?? 0),
    });
  }
  return { codes, others };
}
