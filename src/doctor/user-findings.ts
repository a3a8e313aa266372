import type { SampledUser } from './catalogue-facts.js';
import { type Finding, FindingsOf } from './finding.js';
import { counted, ranked } from './words.js';

const check = new FindingsOf('users');
const MANY = 0.5;

/**
 * What a sample of users holds.
 *
 * @param countries codes of the countries that have assets; `undefined` or empty: nothing to compare with
 */
export function userFindings(
  users: readonly SampledUser[],
  countries: ReadonlySet<string> | undefined,
  userKey: string | undefined,
): Finding[] {
  const size = users.length;
  if (size === 0) {
    return [
      check.warning(
        'there is no user at all: nobody has a country or a blacklist',
        'fill the user index: docs/import.md; see ES_USER_INDEX',
      ),
    ];
  }
  const withCountry = users.filter(({ record }) => record.country !== null);
  const withBlacklist = users.filter(({ record }) => record.blacklist.ids.length > 0);
  const found = `of ${counted(size, 'sampled user')} ${withCountry.length} have a country, ${withBlacklist.length} a blacklist`;
  const figures = { sampled: size, with_country: withCountry.length, with_blacklist: withBlacklist.length };
  const findings = [
    withCountry.length < size * MANY
      ? check.warning(
          found,
          'index user_country as two letters; where requests name the country it is not needed',
          figures,
        )
      : check.ok(found, figures),
    ...identity(users, userKey),
  ];
  const malformed = tally(users.flatMap((user) => user.malformed));
  if (malformed.size > 0) {
    findings.push(
      check.warning(
        `fields with values that cannot be used: ${ranked(malformed)} of ${size} sampled users`,
        'index user_country as two letters, user_blacklist as ids of videos, each a string',
      ),
    );
  }
  const withAssets = countries !== undefined && countries.size > 0;
  const elsewhere = tally(
    withCountry.flatMap(({ record: { country } }) =>
      country === null || !withAssets || countries.has(country) ? [] : [country],
    ),
  );
  if (elsewhere.size > 0 && withCountry.length > 0) {
    const lost = [...elsewhere.values()].reduce((sum, times) => sum + times, 0);
    const said = `${lost} of ${size} sampled users are in a country without assets and get the global pool: ${ranked(elsewhere)}`;
    findings.push(
      lost < withCountry.length * MANY
        ? check.ok(said)
        : check.warning(said, 'see whether user_country and production_country have the same codes'),
    );
  }
  return findings;
}

/** Whether users can be found by the ids that requests bring. */
function identity(users: readonly SampledUser[], userKey: string | undefined): Finding[] {
  const without = users.filter(({ id }) => id === null).length;
  if (without > 0) {
    return [
      check.problem(
        `${without} of ${users.length} sampled users lack ${userKey ?? 'an id'}, by which they are looked up`,
        'see ES_USER_KEY: name the field that holds the user id',
      ),
    ];
  }
  const other = users.filter(({ id, userIdField }) => userIdField !== null && userIdField !== id).length;
  if (other === 0) return [];
  return [
    check.problem(
      `${other} of ${users.length} sampled users have another user_id than the id that they are looked up by: they are not found`,
      userKey === undefined
        ? 'set ES_USER_KEY=user_id, or use the user id as document id'
        : 'see ES_USER_KEY: name the field that holds the user id',
    ),
  ];
}

function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
