import type { ReadField } from './field-mapping.js';
import { optionalBoolean, optionalNumber, optionalTime, requiredId } from './field-rules.js';
import { type RowContent, RowProblem } from './source-row.js';

export const EVENT_FIELDS = ['user_id', 'video_id', 'timestamp', 'watched_fraction', 'completed'] as const;

/** One view. */
export interface WatchEvent {
  readonly userId: string;
  readonly videoId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly completed: boolean;
}

/**
 * The view of one row. `completed` says whether it was watched to completion; where a row has none,
 * `watched_fraction` (0..1) at or above the threshold does.
 *
 * @param completedAt 0..1
 * @throws RowProblem
 */
export function watchEvent(content: RowContent, read: ReadField, completedAt: number): WatchEvent {
  const userId = requiredId('user_id', read(content, 'user_id'));
  const videoId = requiredId('video_id', read(content, 'video_id'));
  const at = optionalTime('timestamp', read(content, 'timestamp'));
  if (at === undefined) throw new RowProblem('timestamp is missing');
  const said = optionalBoolean('completed', read(content, 'completed'));
  const fraction = optionalNumber('watched_fraction', read(content, 'watched_fraction'), [0, 1]);
  if (said === undefined && fraction === undefined) {
    throw new RowProblem('watched_fraction or completed is missing');
  }
  return { userId, videoId, at, completed: said ?? (fraction ?? 0) >= completedAt };
}
