import { describe, expect, it } from '@jest/globals';

import { AssetIndex } from './retrieval/asset-index.js';
import { replacedPorts, settingsNotNeeded } from './extensions.js';
import { FeatureStore } from './feature-store/feature-store.js';
import { Ranker } from './ranking/ranker.js';

const store = { provide: FeatureStore, useValue: {} };
const ranker = { provide: Ranker, useValue: {} };

describe('replacements', () => {
  it('are told by their port', () => {
    expect(replacedPorts({})).toEqual({});
    expect(replacedPorts({ replace: [ranker, store] })).toEqual({ featureStore: store, ranker });
  });

  it('of anything else keep the service from starting', () => {
    expect(() => replacedPorts({ replace: [{ provide: AssetIndex, useValue: {} }] })).toThrow(
      'replace: AssetIndex cannot be replaced; FeatureStore and Ranker can',
    );
    expect(() => replacedPorts({ replace: [store, ranker, store] })).toThrow(
      'replace: FeatureStore is replaced twice',
    );
  });

  it('of the feature store make do without Redis', () => {
    expect(settingsNotNeeded({ replace: [ranker] })).toEqual([]);
    expect(settingsNotNeeded({ replace: [store] })).toEqual(['REDIS_IP']);
  });
});
