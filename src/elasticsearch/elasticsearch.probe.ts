import { Injectable } from '@nestjs/common';
import { ElasticsearchService } from '@nestjs/elasticsearch';
import { errors } from '@elastic/elasticsearch';

import { type HealthCheck, HealthProbe } from '../health/health-probe.js';
import { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { StoreError } from '../store-error.js';
import { oncePerNode } from './once-per-node.js';
import { toStoreError } from './to-store-error.js';

/**
 * Whether searches work: the cluster is not red, and the asset index answers a request with a body, which a
 * proxy or a server of another kind may refuse while it answers everything else.
 */
@HealthProbe({ name: 'elasticsearch', on: ['health'] })
@Injectable()
export class ElasticsearchProbe implements HealthCheck {
  constructor(
    private readonly client: ElasticsearchService,
    private readonly settings: ElasticsearchSettings,
  ) {}

  /** @throws StoreError */
  async check(signal: AbortSignal): Promise<{ cluster: string }> {
    try {
      const [cluster] = await Promise.all([this.#cluster(signal), this.#search(signal)]);
      if (cluster === 'red') throw new StoreError('elasticsearch', 'the cluster is red');
      return { cluster };
    } catch (error) {
      throw toStoreError(error, 'health', signal);
    }
  }

  /** `unknown` where the login may search but not ask this, as on managed services. */
  async #cluster(signal: AbortSignal): Promise<string> {
    try {
      const { status } = await this.client.cluster.health({}, { signal, ...oncePerNode(this.client) });
      return status.toLowerCase();
    } catch (error) {
      if (error instanceof errors.ResponseError && [403, 404, 405, 410].includes(error.statusCode ?? 0)) {
        return 'unknown';
      }
      throw error;
    }
  }

  async #search(signal: AbortSignal): Promise<void> {
    await this.client.search(
      { index: this.settings.ES_ASSET_INDEX, size: 0, track_total_hits: false, query: { match_none: {} } },
      { signal, ...oncePerNode(this.client) },
    );
  }
}
