const COLUMNS =
  'l.newest, l.video_id, a.creation_date, a.production_countries, a.primary_category, a.secondary_category';
const ELIGIBLE = 'l.country = ? AND l.status = ? AND l.newest <= ?';

/**
 * Eligible assets of a country in the order of an answer, each once. Walks the listings of each status in their own
 * order and merges them: as far as rows are taken, none is sorted and none looked at in vain.
 *
 * @param statuses how many approved statuses there are; parameters: country, latest date, each status
 */
export function newestAssetsSql(statuses: number): string {
  return merged(
    statuses,
    (status) => `SELECT ${COLUMNS} FROM asset_listings l CROSS JOIN assets a USING (video_id)
      WHERE ${numbered(ELIGIBLE, 1, status, 2)}`,
    3,
  );
}

/** The same among given ids. Parameters: JSON array of ids, country, latest date, each status. */
export function pickedAssetsSql(statuses: number): string {
  return merged(
    statuses,
    (status) => `SELECT ${COLUMNS} FROM (SELECT DISTINCT value AS video_id FROM json_each(?1)) w
      CROSS JOIN asset_listings l USING (video_id) CROSS JOIN assets a USING (video_id)
      WHERE ${numbered(ELIGIBLE, 2, status, 3)}`,
    4,
  );
}

function numbered(condition: string, ...parameters: number[]): string {
  let next = 0;
  return condition.replaceAll('?', () => `?${parameters[next++] ?? 0}`);
}

/** No status at all: nothing is eligible. `UNION` leaves out what was already there. */
function merged(statuses: number, select: (status: number) => string, first: number): string {
  const arms = Array.from({ length: Math.max(statuses, 1) }, (_, i) => select(first + i));
  return `${arms.join(' UNION ')} ORDER BY 1 DESC, 2`;
}
