import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { ElasticsearchModule, ElasticsearchService } from '@nestjs/elasticsearch';

import { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { elasticsearchOptions } from './elasticsearch-options.js';
import { ElasticsearchProbe } from './elasticsearch.probe.js';

/** A server that hangs does not keep the process. */
const CLOSE_TIMEOUT_MS = 1_000;

/** One client for the whole process; requests are made only when somebody asks. */
@Module({
  imports: [
    ElasticsearchModule.registerAsync({
      inject: [ElasticsearchSettings],
      useFactory: elasticsearchOptions,
    }),
  ],
  providers: [ElasticsearchProbe],
  exports: [ElasticsearchModule],
})
export class ElasticsearchConnectionModule implements OnApplicationShutdown {
  constructor(private readonly client: ElasticsearchService) {}

  async onApplicationShutdown(): Promise<void> {
    const waited = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => {
      waited.resolve(undefined);
    }, CLOSE_TIMEOUT_MS);
    await Promise.race([this.client.close(), waited.promise]);
    clearTimeout(timer);
  }
}
