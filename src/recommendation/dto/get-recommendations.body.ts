import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';

import { IsCountryCode, IsId } from './rules.js';

/** Body of `POST /get_recommendations/`. `null` means absent; `{}` is an anonymous viewer. */
export class GetRecommendationsBody {
  @ApiProperty({
    required: false,
    nullable: true,
    oneOf: [
      { type: 'string', minLength: 1, maxLength: 128 },
      { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    ],
    description: 'Who watches. An integer means its string. Without it the viewer is anonymous.',
    example: '38073944',
  })
  @IsOptional()
  @IsId()
  user_id?: string | number;

  @ApiProperty({
    type: String,
    required: false,
    nullable: true,
    pattern: '^[A-Za-z]{2}$',
    description: "Two letters in any case. Without it the user index's country serves, else all countries.",
    example: 'BR',
  })
  @IsOptional()
  @IsCountryCode()
  user_country?: string;
}
