import type { MappingProblem } from '../retrieval/asset-mapping.js';
import type { MappingFacts } from './catalogue-facts.js';
import { type Finding, FindingsOf } from './finding.js';

const check = new FindingsOf('index_mappings');

/** @param facts `null` where the store has tables of its own */
export function mappingFindings(facts: MappingFacts | null): Finding[] {
  if (facts === null) return [check.ok('the embedded store has its own tables, nothing is mapped')];
  const { usable, problems, userKey } = facts;
  const findings = [
    ...(usable.length === 0
      ? []
      : [check.ok(`usable: ${usable.join(', ')}`, { usable_fields: usable.length })]),
    ...problems.map(mappingFinding),
  ];
  if (userKey !== null) {
    findings.push(
      check.problem(
        userKey,
        'name a field mapped as keyword (or text with a keyword subfield), or unset ES_USER_KEY',
      ),
    );
  }
  return findings;
}

function mappingFinding({ field, found, consequence, fatal }: MappingProblem): Finding {
  const said = `${field} is ${found}: ${consequence}`;
  const absent = found === 'not mapped';
  if (fatal || field === 'moderation_status') {
    return check.problem(
      said,
      absent
        ? `index ${field}; see whether ES_ASSET_INDEX names the index of the catalogue`
        : `reindex ${field} with a usable mapping (docs/bring-your-own-stores.md), or add such a subfield`,
    );
  }
  return check.warning(
    said,
    absent
      ? `index ${field}, or leave it where no asset has one`
      : `reindex ${field} with a usable mapping (docs/bring-your-own-stores.md), or add such a subfield`,
  );
}
