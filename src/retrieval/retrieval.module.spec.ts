import { Global, Logger, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';

import { ElasticsearchConnectionModule } from '../elasticsearch/elasticsearch-connection.module.js';
import { ElasticsearchSettings } from '../settings/elasticsearch.settings.js';
import { RetrievalSettings } from '../settings/retrieval.settings.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import { AssetIndex } from './asset-index.js';
import { CandidateSources } from './candidate-sources.js';
import { CatalogueWriter } from './catalogue-writer.js';
import { RetrievalModule } from './retrieval.module.js';
import { UserIndex } from './user-index.js';

@Global()
@Module({
  providers: [
    {
      provide: ElasticsearchSettings,
      useValue: new ElasticsearchSettings(
        z.object(ElasticsearchSettings.shape).parse({ ES_HOST: 'http://app:s3cret@127.0.0.1:1' }),
      ),
    },
    {
      provide: RetrievalSettings,
      useValue: new RetrievalSettings(z.object(RetrievalSettings.shape).parse({})),
    },
  ],
  exports: [ElasticsearchSettings, RetrievalSettings],
})
class Settings {}

describe('RetrievalModule on an Elasticsearch that is down', () => {
  let module: TestingModule;
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

  beforeEach(async () => {
    warn.mockClear();
    module = await Test.createTestingModule({
      imports: [
        Settings,
        TelemetryModule,
        RetrievalModule.register({
          index: 'elasticsearch',
          check: true,
          imports: [ElasticsearchConnectionModule],
        }),
      ],
    }).compile();
    await module.init();
  });

  afterEach(async () => {
    await module.close();
  });

  it('starts, says that the index is not checked yet, and no password', async () => {
    await expect(module.get(AssetIndex).find({ limit: 1, now: 0 })).rejects.toMatchObject({
      name: 'StoreError',
    });
    await new Promise((resolve) => setImmediate(resolve));
    const lines = warn.mock.calls.map(([line]) => String(line));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^not checked yet: .*mapping of index 'assets'.*ECONNREFUSED/);
    expect(lines[0]).not.toContain('s3cret');
  });

  it('exports the ports and the sources', () => {
    expect(module.get(UserIndex)).toBeInstanceOf(UserIndex);
    expect(module.get(CatalogueWriter).assetTarget).toBe(
      "Elasticsearch index 'assets' at http://127.0.0.1:1",
    );
    expect(module.get(CandidateSources).shared.map(({ name }) => name)).toEqual(['local', 'global']);
  });
});
