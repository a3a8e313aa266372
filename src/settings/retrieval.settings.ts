import { settings } from './settings.js';
import { integer, list } from './setting.js';

/** Where candidates come from and how many. */
export class RetrievalSettings extends settings({
  CANDIDATES_TO_RETRIEVE: integer(1, 10_000, 1_000, {
    description: 'Candidates of a country that are ranked for each request.',
    unit: 'assets',
  }),
  APPROVED_STATUSES: list(['approved'], {
    description: 'Values of `moderation_status` that may be shown, compared without regard to case.',
  }),
}) {}
