import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';

import { GetRecommendationsBody } from './get-recommendations.body.js';
import { IsIdList, IsTrueOrFalse, IsWholeNumberBetween } from './rules.js';

export const MAX_LIMIT = 100;
export const MAX_EXCLUDED = 1_000;

/** Body of `POST /v1/recommendations`. Other fields are refused. */
export class RecommendationsBody extends GetRecommendationsBody {
  @ApiProperty({
    type: 'integer',
    required: false,
    nullable: true,
    minimum: 1,
    maximum: MAX_LIMIT,
    description: 'Most videos in the answer; `RECOMMENDATIONS_LIMIT` (10) without it.',
    example: 10,
  })
  @IsOptional()
  @IsWholeNumberBetween(1, MAX_LIMIT)
  limit?: number;

  @ApiProperty({
    type: 'array',
    required: false,
    nullable: true,
    maxItems: MAX_EXCLUDED,
    items: {
      oneOf: [
        { type: 'string', minLength: 1, maxLength: 128 },
        { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
      ],
    },
    description: 'Ids of videos that must not be in the answer.',
    example: ['4011', '7302'],
  })
  @IsOptional()
  @IsIdList(MAX_EXCLUDED)
  exclude_ids?: (string | number)[];

  @ApiProperty({
    type: 'boolean',
    required: false,
    nullable: true,
    description:
      'Whether each item says what every feature adds to its raw score. Slow beside the rest: for people, not for every request.',
    example: false,
  })
  @IsOptional()
  @IsTrueOrFalse()
  explain?: boolean;
}
