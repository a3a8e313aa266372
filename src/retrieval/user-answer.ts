import { Blacklist, endOfPlainStrings } from './blacklist.js';

/** An answer about one document by its id, or about several. Only what is read of it. */
export interface UserAnswer {
  readonly found?: boolean;
  readonly _source?: unknown;
  readonly error?: unknown;
  readonly docs?: readonly UserAnswer[];
}

const FIELD = '"user_blacklist":';
/** No field of a document can have this name by accident. */
const LIFTED = '\u0000lifted';

/**
 * Parses an answer. A `user_blacklist` that is an array of plain strings is a {@link Blacklist} in what is returned, and
 * is not parsed.
 *
 * @throws SyntaxError
 */
export function parseUserAnswer(text: string): UserAnswer {
  const lifted: Blacklist[] = [];
  let rest = '';
  let done = 0;
  for (let at = text.indexOf(FIELD); at >= 0; at = text.indexOf(FIELD, done)) {
    const from = at + FIELD.length;
    const to = endOfPlainStrings(text, from);
    const blacklist = to < 0 ? null : Blacklist.ofJson(text.slice(from, to));
    if (blacklist === null) {
      rest += text.slice(done, from);
      done = from;
    } else {
      rest += `${text.slice(done, from)}{${JSON.stringify(LIFTED)}:${lifted.push(blacklist) - 1}}`;
      done = to;
    }
  }
  const answer = JSON.parse(rest + text.slice(done)) as UserAnswer;
  if (lifted.length > 0) for (const { _source } of answer.docs ?? [answer]) putBack(_source, lifted);
  return answer;
}

function putBack(source: unknown, lifted: readonly Blacklist[]): void {
  if (typeof source !== 'object' || source === null || !('user_blacklist' in source)) return;
  const place: unknown = source.user_blacklist;
  if (typeof place !== 'object' || place === null || !(LIFTED in place)) return;
  source.user_blacklist = lifted[Number(place[LIFTED])];
}
