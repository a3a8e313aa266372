/**
 * What other packages may use of Upnext: to start it with modules of their own, to write these modules, and to put
 * providers in the place of ours. `docs/extending.md` shows how; whatever is not exported here may change at any time.
 *
 * @packageDocumentation
 */

// To start the service, its command line, or a service in a test.
export { cli } from './cli/run.js';
export type { Extensions, Replacement } from './extensions.js';
export { serve } from './serve.js';
export { createService, type ServiceOptions } from './service.js';

// Candidate sources.
export {
  CandidateSource,
  type CandidateSourceOptions,
  type SharedCandidateQuery,
  type SharedCandidateSource,
  type ViewerCandidateQuery,
  type ViewerCandidateSource,
} from './retrieval/candidate-source.js';
export type { Asset } from './retrieval/asset.js';
export { AssetIndex, type AssetPage, type AssetQuery } from './retrieval/asset-index.js';

// Filters.
export {
  type AssetFilter,
  Filter,
  type FilterOptions,
  type ViewerFilter,
} from './recommendation/filters/filter.js';
export type { CandidateMask } from './recommendation/candidate-mask.js';
export type { Candidate, CandidatePool } from './recommendation/candidate-pool.js';
export type { Viewer } from './recommendation/viewer.js';

// Features.
export {
  type AssetFeature,
  type CrossFeature,
  type CrossFeatureFill,
  Feature,
  type FeatureOptions,
  type FeatureScope,
  type ViewerContext,
  type ViewerFeature,
  type ViewerWithFeatures,
} from './feature-store/feature.js';
export type {
  CategoryColumn,
  FeatureColumn,
  FeatureTable,
  FeatureValues,
  NumberColumn,
} from './feature-store/feature-column.js';

// Health probes.
export { type HealthCheck, HealthProbe, type HealthProbeOptions } from './health/health-probe.js';

// Parts that can be replaced, and what a replacement is given.
export { FeatureStore, type StoredFeature } from './feature-store/feature-store.js';
export { FeatureDeclarations } from './ranking/feature-declarations.js';
export {
  type Explanation,
  type FeatureContribution,
  type FeatureDeclaration,
  type ModelInfo,
  type PreparedRanking,
  Ranker,
  type ViewerFeatures,
} from './ranking/ranker.js';

// For all of them.
export { Clock } from './clock.js';
export { StoreError } from './store-error.js';
