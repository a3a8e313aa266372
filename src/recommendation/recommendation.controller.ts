import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { readBody, refuseUnknown } from '../http/read-body.js';
import { HttpSettings } from '../settings/http.settings.js';
import { Metrics } from '../telemetry/metrics.js';
import { DescribeGetRecommendations, DescribeRecommendations } from './dto/operations.js';
import { GetRecommendationsBody } from './dto/get-recommendations.body.js';
import { recommendationAnswer, timingsOf, type RecommendationAnswer } from './dto/recommendation.answer.js';
import { RecommendationsBody } from './dto/recommendations.body.js';
import type { Recommendation, RecommendationRequest } from './recommendation.js';
import { RecommendationPipeline } from './recommendation.pipeline.js';

@ApiTags('recommendations')
@Controller()
export class RecommendationController {
  constructor(
    private readonly pipeline: RecommendationPipeline,
    private readonly settings: HttpSettings,
    private readonly metrics: Metrics,
  ) {}

  @Post('get_recommendations')
  @HttpCode(200)
  @DescribeGetRecommendations()
  async getRecommendations(
    @Body() raw: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string[]> {
    const { body, unknown } = readBody(GetRecommendationsBody, raw);
    if (unknown.length > 0) this.metrics.unknownFields.inc();
    const found = await this.#recommend(body, reply);
    return found.items.map(({ videoId }) => videoId);
  }

  @Post('v1/recommendations')
  @HttpCode(200)
  @DescribeRecommendations()
  async recommendations(
    @Body() raw: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecommendationAnswer> {
    const { body, unknown } = readBody(RecommendationsBody, raw);
    refuseUnknown(unknown);
    return recommendationAnswer(await this.#recommend(body, reply));
  }

  async #recommend(body: RecommendationsBody, reply: FastifyReply): Promise<Recommendation> {
    const request: RecommendationRequest = {
      userId: body.user_id === undefined ? null : String(body.user_id),
      country: body.user_country?.toUpperCase() ?? null,
      limit: body.limit ?? this.settings.RECOMMENDATIONS_LIMIT,
      excludeIds: body.exclude_ids?.map(String) ?? [],
      explain: body.explain,
    };
    const closed = request.explain === true ? untilClosed(reply) : undefined;
    const found = await this.pipeline.recommend(request, closed);
    reply.header('x-recommendation-id', found.id);
    if (found.degraded.length > 0) reply.header('x-degraded', found.degraded.join(','));
    reply.header(
      'server-timing',
      timingsOf(found)
        .map(([step, ms]) => `${step};dur=${ms}`)
        .join(', '),
    );
    return found;
  }
}

/** Aborted when the caller has the answer, or has gone. */
function untilClosed(reply: FastifyReply): AbortSignal {
  const closed = new AbortController();
  reply.raw.once('close', () => {
    closed.abort();
  });
  return closed.signal;
}
