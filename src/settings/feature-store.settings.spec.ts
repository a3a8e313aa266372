import { describe, expect, it } from '@jest/globals';

import { FeatureStoreSettings } from './feature-store.settings.js';
import { parseSettings } from './parse-settings.js';

function assetFeatures(line: string | undefined) {
  return parseSettings({ ASSET_FEATURES: line }).get(FeatureStoreSettings).ASSET_FEATURES;
}

describe('ASSET_FEATURES', () => {
  it('are the feature format’s by default', () => {
    expect(assetFeatures(undefined)).toEqual([
      { name: 'prob_pc_1_watch', kind: 'number' },
      { name: 'video_vv', kind: 'number' },
      { name: 'prob_asset_watch', kind: 'number' },
    ]);
  });

  it('are numbers, or categories where it says so', () => {
    expect(assetFeatures(' ctr.7d , mood:category ,, über/α')).toEqual([
      { name: 'ctr.7d', kind: 'number' },
      { name: 'mood', kind: 'category' },
      { name: 'über/α', kind: 'number' },
    ]);
  });

  it.each([
    ['a b', 'a b is none'],
    ['a:b', 'a:b is none'],
    ['a:category:category', 'a:category:category is none'],
    [':category', ':category is none'],
    ['"a"', 'is none'],
    ['x'.repeat(129), 'is none'],
    ['a,b,a', 'a is there twice'],
    ['a,a:category', 'a is there twice'],
  ])('refuses %j', (line, reason) => {
    expect(() => assetFeatures(line)).toThrow(reason);
  });
});
