import { z } from 'zod';

import { optionalText } from './setting.js';
import { settings } from './settings.js';

const BETWEEN = 'a number between 0 and 1, both excluded';

/** What ranks the candidates. */
export class RankingSettings extends settings({
  MODEL_PATH: optionalText({
    description:
      "LightGBM model in its own text format, as Booster.save_model writes it. Unset: the log-odds of the completion rates, or the sample world's own model.",
    accepted: 'path of a file',
  }),
  CATEGORIES_PATH: optionalText({
    description:
      'JSON, feature → category → code, for categorical features of a model that was not trained on a data frame.',
    accepted: 'path of a file',
  }),
  PRIOR_COMPLETION: z
    .string()
    .regex(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, `must be ${BETWEEN}`)
    .transform(Number)
    .refine((prior) => prior > 0 && prior < 1, `must be ${BETWEEN}`)
    .default(0.2)
    .meta({
      description: 'Overall share of views that are watched to completion, where nothing else is known.',
      accepted: BETWEEN,
    }),
}) {}
