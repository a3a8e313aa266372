import { Injectable } from '@nestjs/common';
import { type FeatureTable, type ModelInfo, type PreparedRanking, Ranker } from 'upnext';

const SAVED = 1_000;

/** Saved videos first, then by the logarithm of their views; videos without views last. */
@Injectable()
export class SavedFirstRanker extends Ranker {
  override readonly model: ModelInfo = { name: 'saved-first', version: '1', scoreIsProbability: false };
  override readonly featureNames: readonly string[] = ['video_vv', 'is_saved'];

  override prepare(items: FeatureTable): Promise<PreparedRanking> {
    const views = items.columns.get('video_vv');
    const popularity = new Float64Array(items.size);
    if (views?.kind === 'number') {
      for (const [row, value] of views.values.entries()) popularity[row] = Math.log1p(value || 0);
    }
    return Promise.resolve({
      bytes: popularity.byteLength,
      score: ({ cross }, out) => {
        const saved = cross.get('is_saved');
        for (const [row, value] of popularity.entries()) out[row] = value + SAVED * (saved?.[row] ?? 0);
      },
    });
  }

  override output(raw: number): number {
    return raw;
  }
}
