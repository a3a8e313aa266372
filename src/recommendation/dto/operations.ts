import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';

import { DescribeProblems } from '../../http/describe-problems.js';
import { GetRecommendationsBody } from './get-recommendations.body.js';
import { RecommendationAnswer } from './recommendation.answer.js';
import { RecommendationsBody } from './recommendations.body.js';

const text = { type: 'string' as const };

const ANSWER_HEADERS = {
  'X-Recommendation-Id': { description: 'UUID of this answer, also in the log.', schema: text },
  'X-Degraded': {
    description: 'Parts that this answer lacks, comma-separated; absent when it is whole.',
    schema: { ...text, example: 'user_features,blacklist' },
  },
  'Server-Timing': {
    description: 'Milliseconds per step.',
    schema: { ...text, example: 'viewer;dur=0.912, pool;dur=0.011, score;dur=0.402' },
  },
  'X-Request-Id': { description: "The caller's, or a new one.", schema: text },
  traceparent: { description: "The caller's, where it is valid.", schema: text },
};

const DescribeExchange = () =>
  applyDecorators(
    ApiHeader({
      name: 'X-Request-Id',
      required: false,
      description:
        'Echoed in the answer and in the log. Anything else than this pattern is replaced by a new id.',
      schema: { ...text, pattern: '^[A-Za-z0-9_.:+/=@-]{1,128}$' },
    }),
    ApiHeader({
      name: 'traceparent',
      required: false,
      description: 'W3C Trace Context; echoed, and its trace id is in the log.',
      schema: { ...text, example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
    }),
    DescribeProblems(
      'invalid_body',
      'malformed_request',
      'method_not_allowed',
      'request_timeout',
      'body_too_large',
      'unsupported_media_type',
      'headers_too_large',
      'internal',
      'overloaded',
      'candidates_unavailable',
      'blacklist_unavailable',
    ),
  );

const VIEWERS = {
  known: { summary: 'A known viewer', value: { user_id: '38073944', user_country: 'BR' } },
  without_country: { summary: "The user index's country", value: { user_id: '38073944' } },
  anonymous: { summary: 'An anonymous viewer', value: {} },
};

export const DescribeGetRecommendations = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'getRecommendations',
      summary: 'Ids of the videos that the viewer will most probably watch to the end',
      description:
        'The path works with and without a trailing slash. Unknown fields are ignored, and counted.',
    }),
    ApiBody({ type: GetRecommendationsBody, required: true, examples: VIEWERS }),
    ApiResponse({
      status: 200,
      description: 'Video ids, best first. Fewer than asked, or none, where there are no more candidates.',
      headers: ANSWER_HEADERS,
      content: {
        'application/json': {
          schema: { type: 'array', items: text },
          example: ['5271', '1180', '9034'],
        },
      },
    }),
    DescribeExchange(),
  );

export const DescribeRecommendations = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'recommend',
      summary: 'The same recommendations, with scores, model and what is missing',
      description: 'Unknown fields are refused.',
    }),
    ApiBody({
      type: RecommendationsBody,
      required: true,
      examples: {
        ...VIEWERS,
        excluding: {
          summary: 'A longer list without some videos',
          value: { user_id: '38073944', user_country: 'BR', limit: 20, exclude_ids: ['5271', '1180'] },
        },
      },
    }),
    ApiResponse({
      status: 200,
      description: 'Items, best first, and where they come from.',
      type: RecommendationAnswer,
      headers: ANSWER_HEADERS,
    }),
    DescribeExchange(),
  );
