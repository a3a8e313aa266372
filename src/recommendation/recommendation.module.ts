import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';

import { Explainer } from './explainer.js';
import { BlacklistFilter } from './filters/blacklist.filter.js';
import { ExclusionFilter } from './filters/exclusion.filter.js';
import { Filters } from './filters/filters.js';
import { GlobalPoolProbe } from './global-pool.probe.js';
import { PoolBuilder } from './pool-builder.js';
import { PreparedPools } from './prepared-pools.js';
import { RecommendationController } from './recommendation.controller.js';
import { RecommendationPipeline } from './recommendation.pipeline.js';
import { Refill } from './refill.js';
import { ViewerCandidates } from './viewer-candidates.js';
import { ViewerReader } from './viewer-reader.js';
import { WarmUp } from './warm-up.js';

/** Brings the other modules together: the two lanes, and the endpoints in front of them. */
@Module({
  imports: [DiscoveryModule],
  controllers: [RecommendationController],
  providers: [
    BlacklistFilter,
    ExclusionFilter,
    Explainer,
    Filters,
    GlobalPoolProbe,
    PoolBuilder,
    PreparedPools,
    RecommendationPipeline,
    Refill,
    ViewerCandidates,
    ViewerReader,
    WarmUp,
  ],
  exports: [RecommendationPipeline, PreparedPools],
})
export class RecommendationModule {}
