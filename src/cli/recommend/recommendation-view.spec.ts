import { describe, expect, it } from '@jest/globals';

import type { ItemExplanation, Recommendation } from '../../recommendation/recommendation.js';
import { recommendationJson, recommendationTable, type Shown } from './recommendation-view.js';

const recommendation: Recommendation = {
  id: 'r',
  items: [
    { videoId: 'v1', score: 0.8123456, rank: 1, source: 'local' },
    { videoId: 'video-2', score: 0.5, rank: 2, source: 'global' },
  ],
  model: { name: 'sample', version: 'abc', scoreIsProbability: true },
  degraded: ['user_features'],
  poolBuiltAt: Date.parse('2026-06-01T12:00:00Z'),
  timings: {},
};
const shown: Shown = {
  userId: 'u',
  country: 'BR',
  features: new Map([
    ['user_vv', 12],
    ['prob_user_watch', 0.123456],
  ]),
  recommendation,
  details: new Map([
    [
      'v1',
      {
        primaryCategory: 'music',
        secondaryCategory: 'live',
        features: new Map<string, number | string | null>([
          ['video_vv', 12_345],
          ['primary_category', 'music'],
        ]),
      },
    ],
    ['video-2', { primaryCategory: null, secondaryCategory: null, features: new Map([['video_vv', NaN]]) }],
  ]),
};

describe('a recommendation', () => {
  it('is a table for a person', () => {
    expect(recommendationTable(shown)).toEqual([
      'viewer   u, BR: user_vv 12, prob_user_watch 0.1235',
      'model    sample abc, score is a probability',
      'pool     built at 2026-06-01T12:00:00.000Z',
      'missing  user_features',
      '',
      'rank  video_id   score  category      video_vv',
      '   1  v1        0.8123  music / live     12345',
      '   2  video-2      0.5  -                    -',
    ]);
  });

  it('has a column per video that adds up to its raw score, where it is explained', () => {
    const [first, second] = recommendation.items;
    const explanation: ItemExplanation = {
      ranker: 'sample',
      rawScore: 1.25,
      expectedValue: -0.5,
      features: [
        { name: 'video_vv', value: 12_345, contribution: 0.25 },
        { name: 'primary_category', value: 'polka', unknownCategory: true, contribution: -0.5 },
        { name: 'user_vv', value: null, contribution: 2 },
      ],
    };
    const items = [
      { ...first!, explanation },
      { ...second!, explanation: { ranker: 'sample', unavailable: 'nobody counted' } },
    ];
    const explained = { ...shown, recommendation: { ...recommendation, items } };
    expect(recommendationTable(explained).slice(8)).toEqual([
      '',
      '1. v1, ranked by sample',
      '  feature           value                         contribution',
      '  expected value                                       -0.5000',
      '  user_vv           -                                  +2.0000',
      '  primary_category  polka (unknown to the model)       -0.5000',
      '  video_vv          12345                              +0.2500',
      '  = raw score                                          +1.2500',
      '',
      '2. video-2, ranked by sample',
      '  no explanation: nobody counted',
    ]);
    expect(JSON.parse(recommendationJson(explained))).toMatchObject({
      items: [
        {
          explanation: {
            ranker: 'sample',
            raw_score: 1.25,
            expected_value: -0.5,
            features: [
              { name: 'user_vv', value: null, contribution: 2 },
              { name: 'primary_category', value: 'polka', unknown_category: true, contribution: -0.5 },
              { name: 'video_vv', value: 12_345, contribution: 0.25 },
            ],
          },
        },
        { explanation: { ranker: 'sample', unavailable: 'nobody counted' } },
      ],
    });
  });

  it('without videos says so', () => {
    const empty = {
      ...shown,
      userId: null,
      features: null,
      recommendation: { ...recommendation, items: [] },
    };
    const lines = recommendationTable(empty);
    expect(lines[0]).toBe('viewer   anonymous, BR');
    expect(lines.at(-1)).toBe('No videos for this viewer.');
  });

  it('is JSON for a program, in full precision', () => {
    expect(JSON.parse(recommendationJson(shown))).toMatchObject({
      user_id: 'u',
      user_features: { user_vv: 12, prob_user_watch: 0.123456 },
      items: [
        { rank: 1, video_id: 'v1', score: 0.8123456, primary_category: 'music' },
        { rank: 2, features: { video_vv: null } },
      ],
      model: { score_is_probability: true },
      degraded: ['user_features'],
      pool_built_at: '2026-06-01T12:00:00.000Z',
    });
  });
});
