import type { UserDocument } from '../../retrieval/documents.js';
import type { ReadField } from './field-mapping.js';
import { listOf, optionalCountry, optionalId, requiredId } from './field-rules.js';
import type { RowContent } from './source-row.js';

export const USER_FIELDS = ['user_id', 'user_country', 'user_blacklist'] as const;

/**
 * The user of one row. The blacklist keeps its order and loses its repeats.
 *
 * @param separator between the ids of a blacklist in one text
 * @throws RowProblem
 */
export function userDocument(content: RowContent, read: ReadField, separator: string): UserDocument {
  const user_id = requiredId('user_id', read(content, 'user_id'));
  const user_country = optionalCountry('user_country', read(content, 'user_country'));
  const blacklist = listOf('user_blacklist', read(content, 'user_blacklist'), separator, optionalId);
  return {
    user_id,
    ...(user_country !== undefined && { user_country }),
    ...(blacklist.length > 0 && { user_blacklist: [...new Set(blacklist)] }),
  };
}
