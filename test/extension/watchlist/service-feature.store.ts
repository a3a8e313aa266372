import { Injectable } from '@nestjs/common';
import { FeatureStore, type FeatureTable, type FeatureValues, StoreError, type StoredFeature } from 'upnext';

type Found = Readonly<Record<string, Readonly<Record<string, number>> | undefined>>;

/** Features from a service of ours: `POST /assets` and `POST /users` take ids, and answer id → name → number. */
@Injectable()
export class ServiceFeatureStore extends FeatureStore {
  override readonly assetFeatures: readonly StoredFeature[] = [{ name: 'video_vv', kind: 'number' }];
  override readonly userFeatures: readonly StoredFeature[] = [{ name: 'user_vv', kind: 'number' }];

  override async readAssets(videoIds: readonly string[], signal?: AbortSignal): Promise<FeatureTable> {
    const found = await this.#ask('assets', videoIds, signal);
    const columns = this.assetFeatures.map(({ name }) => {
      const values = Float64Array.from(videoIds, (id) => found[id]?.[name] ?? NaN);
      return [name, { kind: 'number' as const, values }] as const;
    });
    return { size: videoIds.length, columns: new Map(columns) };
  }

  override async readUser(userId: string, signal?: AbortSignal): Promise<FeatureValues> {
    const found = await this.#ask('users', [userId], signal);
    return new Map(this.userFeatures.map(({ name }) => [name, found[userId]?.[name] ?? NaN]));
  }

  async #ask(what: string, ids: readonly string[], signal?: AbortSignal): Promise<Found> {
    try {
      const url = `${process.env.FEATURES_URL ?? 'http://127.0.0.1:9000'}/${what}`;
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify(ids), signal: signal ?? null });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      return (await answer.json()) as Found;
    } catch (error) {
      throw new StoreError('feature service', (error as Error).message, { cause: error });
    }
  }
}
