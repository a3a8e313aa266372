import { ApiProperty } from '@nestjs/swagger';

import type { FeatureContribution } from '../../ranking/ranker.js';
import type { ItemExplanation } from '../recommendation.js';

export class FeatureContributionAnswer {
  @ApiProperty({ example: 'prob_user_watch' })
  name!: string;

  @ApiProperty({
    oneOf: [{ type: 'number' }, { type: 'string' }],
    nullable: true,
    description:
      'What the ranker was given: a number (`Infinity` and `-Infinity` as text) or a category; null when missing.',
    example: 0.31,
  })
  value!: number | string | null;

  @ApiProperty({
    required: false,
    enum: [true],
    description: 'Where the model has never seen this category: it takes it for missing.',
  })
  unknown_category?: true;

  @ApiProperty({ description: 'What it adds to the raw score.', example: 0.4127 })
  contribution!: number;
}

/** Where an item's raw score comes from: `expected_value` and all contributions add up to it. */
export class ExplanationAnswer {
  @ApiProperty({ description: 'What ranked the item.', example: 'completion.txt' })
  ranker!: string;

  @ApiProperty({
    required: false,
    description: 'By which items are ordered; `score` is its output.',
    example: -0.353,
  })
  raw_score?: number;

  @ApiProperty({ required: false, description: 'Raw score without knowing any feature.', example: -1.386 })
  expected_value?: number;

  @ApiProperty({
    type: [FeatureContributionAnswer],
    required: false,
    description: 'Every feature of the ranker, the largest contribution of either sign first.',
  })
  features?: FeatureContributionAnswer[];

  @ApiProperty({
    required: false,
    description: 'Why there is no explanation; then there are only this and `ranker`.',
    example: 'tree 0 has no `leaf_count` and `internal_count`, which attributions rest on',
  })
  unavailable?: string;
}

/** What the caller gets of an explanation. */
export function explanationAnswer(explanation: ItemExplanation): ExplanationAnswer {
  const { ranker } = explanation;
  if ('unavailable' in explanation) return { ranker, unavailable: explanation.unavailable };
  const { rawScore, expectedValue, features } = explanation;
  return {
    ranker,
    raw_score: rawScore,
    expected_value: expectedValue,
    features: byContribution(features).map(({ name, value, unknownCategory, contribution }) => ({
      name,
      value: value === Infinity || value === -Infinity ? String(value) : value,
      ...(unknownCategory === undefined ? {} : { unknown_category: unknownCategory }),
      contribution,
    })),
  };
}

/** The largest of either sign first; alike ones in the ranker's order. */
export function byContribution(features: readonly FeatureContribution[]): FeatureContribution[] {
  return features.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}
