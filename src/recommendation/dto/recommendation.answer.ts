import { ApiProperty } from '@nestjs/swagger';

import {
  DEGRADED_PARTS,
  STEPS,
  type DegradedPart,
  type Recommendation,
  type Step,
} from '../recommendation.js';
import { ExplanationAnswer, explanationAnswer } from './explanation.answer.js';

export class RecommendedItemAnswer {
  @ApiProperty({ example: '5271' })
  video_id!: string;

  @ApiProperty({
    description: "The model's output: a probability of completion where `model.score_is_probability`.",
    example: 0.4127,
  })
  score!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: '1 for the best.', example: 1 })
  rank!: number;

  @ApiProperty({ description: 'The candidate source that proposed it.', example: 'local' })
  source!: string;

  @ApiProperty({
    type: ExplanationAnswer,
    required: false,
    description: 'Only where the request has `explain: true`.',
  })
  explanation?: ExplanationAnswer;
}

export class ModelAnswer {
  @ApiProperty({ example: 'completion.txt' })
  name!: string;

  @ApiProperty({ description: 'Changes whenever scores may.', example: '3f0c9a61b7d2' })
  version!: string;

  @ApiProperty({ description: 'Whether `score` is a probability, or an order only.', example: true })
  score_is_probability!: boolean;
}

/** Answer of `POST /v1/recommendations`. */
export class RecommendationAnswer {
  @ApiProperty({ format: 'uuid', example: '6f1d7c52-0d7c-4a63-9a0a-8a4c5a1f1a77' })
  recommendation_id!: string;

  @ApiProperty({ type: [RecommendedItemAnswer], description: 'Best first.' })
  items!: RecommendedItemAnswer[];

  @ApiProperty({ type: ModelAnswer })
  model!: ModelAnswer;

  @ApiProperty({
    enum: DEGRADED_PARTS,
    isArray: true,
    description: 'Parts that this answer lacks; empty when it is whole.',
    example: [],
  })
  degraded!: readonly DegradedPart[];

  @ApiProperty({
    format: 'date-time',
    description: 'When the candidates were read; ages of videos count to it.',
    example: '2026-11-24T00:00:00.000Z',
  })
  pool_built_at!: string;

  @ApiProperty({
    type: 'object',
    properties: Object.fromEntries(STEPS.map((step) => [step, { type: 'number', minimum: 0 }])),
    additionalProperties: false,
    description: 'Milliseconds per step that was taken.',
    example: { viewer: 0.9, pool: 0.01, score: 0.41, mask: 0.02, select: 0.05 },
  })
  timings_ms!: Partial<Record<Step, number>>;
}

/** What the caller gets of a recommendation. */
export function recommendationAnswer(found: Recommendation): RecommendationAnswer {
  return {
    recommendation_id: found.id,
    items: found.items.map(({ videoId, score, rank, source, explanation }) => ({
      video_id: videoId,
      score,
      rank,
      source,
      ...(explanation === undefined ? {} : { explanation: explanationAnswer(explanation) }),
    })),
    model: {
      name: found.model.name,
      version: found.model.version,
      score_is_probability: found.model.scoreIsProbability,
    },
    degraded: found.degraded,
    pool_built_at: new Date(found.poolBuiltAt).toISOString(),
    timings_ms: Object.fromEntries(timingsOf(found).map(([step, ms]) => [step, Number(ms)])),
  };
}

/** Steps that were taken, in order, with milliseconds to three decimals. */
export function timingsOf(found: Recommendation): [Step, string][] {
  return STEPS.flatMap((step) => {
    const ms = found.timings[step];
    return ms === undefined ? [] : [[step, ms.toFixed(3)] satisfies [Step, string]];
  });
}
