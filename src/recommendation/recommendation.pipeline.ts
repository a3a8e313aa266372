import { Injectable } from '@nestjs/common';

import type { Recommendation, RecommendationRequest } from './recommendation.js';

@Injectable()
export class RecommendationPipeline {
  /** @throws Problem `candidates_unavailable` or `blacklist_unavailable` when there is no answer to give */
  recommend(_request: RecommendationRequest): Promise<Recommendation> {
    return Promise.reject(new Error('being written'));
  }
}
