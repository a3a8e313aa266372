import type { FeatureValues } from '../../feature-store/feature-column.js';
import { explanationAnswer } from '../../recommendation/dto/explanation.answer.js';
import type { Recommendation } from '../../recommendation/recommendation.js';
import { textTable } from '../text-table.js';
import { explanationLines } from './explanation-view.js';
import type { ItemDetails } from './item-details.js';
import { shortValue } from './short-value.js';

/** Everything that is shown of one recommendation. */
export interface Shown {
  /** `null` for an anonymous viewer. */
  readonly userId: string | null;
  /** The country whose pool served; `null` for the global one. */
  readonly country: string | null;
  /** Stored features of the user; `null` for an anonymous viewer, and where the store failed. */
  readonly features: FeatureValues | null;
  readonly recommendation: Recommendation;
  readonly details: ReadonlyMap<string, ItemDetails>;
}

/** Lines for a person: the viewer, the model, a table of the videos, and their explanations. */
export function recommendationTable({ userId, country, features, recommendation, details }: Shown): string[] {
  const { items, model, degraded, poolBuiltAt } = recommendation;
  const names = featureNames(details);
  const rows = items.map(({ rank, videoId, score }) => {
    const found = details.get(videoId);
    const categories = [found?.primaryCategory, found?.secondaryCategory].filter((name) => name);
    return [
      String(rank),
      videoId,
      shortValue(score),
      categories.length === 0 ? '-' : categories.join(' / '),
      ...names.map((name) => shortValue(found?.features.get(name))),
    ];
  });
  const own = [...(features ?? [])].map(([name, value]) => `${name} ${shortValue(value)}`).join(', ');
  return [
    `viewer   ${userId ?? 'anonymous'}, ${country ?? 'no country'}${own === '' ? '' : `: ${own}`}`,
    `model    ${model.name} ${model.version}, score is ${model.scoreIsProbability ? 'a probability' : 'an order, not a probability'}`,
    `pool     built at ${new Date(poolBuiltAt).toISOString()}`,
    ...(degraded.length === 0 ? [] : [`missing  ${degraded.join(', ')}`]),
    '',
    ...(items.length === 0
      ? ['No videos for this viewer.']
      : textTable(['rank', 'video_id', 'score', 'category', ...names], rows)),
    ...explanationLines(items),
  ];
}

/** The same as one JSON object; what is missing is `null`. */
export function recommendationJson({ userId, country, features, recommendation, details }: Shown): string {
  const { items, model, degraded, poolBuiltAt } = recommendation;
  return JSON.stringify(
    {
      user_id: userId,
      user_country: country,
      user_features: features === null ? null : jsonFeatures(features),
      items: items.map(({ rank, videoId, score, source, explanation }) => {
        const found = details.get(videoId);
        return {
          rank,
          video_id: videoId,
          score,
          source,
          primary_category: found?.primaryCategory ?? null,
          secondary_category: found?.secondaryCategory ?? null,
          features: jsonFeatures(found?.features ?? new Map()),
          ...(explanation === undefined ? {} : { explanation: explanationAnswer(explanation) }),
        };
      }),
      model: {
        name: model.name,
        version: model.version,
        score_is_probability: model.scoreIsProbability,
      },
      degraded,
      pool_built_at: new Date(poolBuiltAt).toISOString(),
    },
    null,
    2,
  );
}

/** Columns of the table: features that have a column of their own already are left out. */
function featureNames(details: ReadonlyMap<string, ItemDetails>): string[] {
  const names = new Set([...details.values()].flatMap(({ features }) => [...features.keys()]));
  names.delete('primary_category');
  names.delete('secondary_category');
  return [...names];
}

function jsonFeatures(features: FeatureValues): Record<string, number | string | null> {
  return Object.fromEntries([...features].map(([name, value]) => [name, Number.isNaN(value) ? null : value]));
}
