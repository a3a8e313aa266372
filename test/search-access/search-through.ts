import { randomUUID } from 'node:crypto';

import type { INestApplicationContext } from '@nestjs/common';
import { ElasticsearchService } from '@nestjs/elasticsearch';
import { Test } from '@nestjs/testing';
import { Client } from '@elastic/elasticsearch';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { elasticsearchOptions } from '../../src/elasticsearch/elasticsearch-options.js';
import { ElasticsearchConnectionModule } from '../../src/elasticsearch/elasticsearch-connection.module.js';
import { AssetIndex } from '../../src/retrieval/asset-index.js';
import { catalogueWriterContract } from '../../src/retrieval/catalogue-writer.contract.js';
import { CatalogueWriter } from '../../src/retrieval/catalogue-writer.js';
import { RetrievalModule } from '../../src/retrieval/retrieval.module.js';
import { userIndexContract } from '../../src/retrieval/user-index.contract.js';
import { UserIndex } from '../../src/retrieval/user-index.js';
import { ElasticsearchSettings } from '../../src/settings/elasticsearch.settings.js';
import { type Environment, parseSettings } from '../../src/settings/parse-settings.js';
import { SettingsModule } from '../../src/settings/settings.module.js';
import { TelemetryModule } from '../../src/telemetry/telemetry.module.js';
import { eventually } from '../eventually.js';
import { Examined } from '../examined.js';
import { KeptLog } from '../feature-store-app.js';
import { SampleCatalogue } from '../sample-catalogue.js';
import { indexSample } from '../sample-in-stores.js';
import { Served } from './served.js';
import { plainUser } from '../plain-user.js';

// A busy machine starts a service and connects by TLS in seconds.
jest.setTimeout(60_000);

export interface Access {
  /** Settings that serve. */
  readonly reader: Environment;
  /** Settings that import. */
  readonly importer: Environment;
  /** Settings that may do everything. */
  readonly admin: Environment;
  /** What `/health` tells of the cluster to the reader. */
  readonly cluster: RegExp;
}

/** Retrieval as the service and the imports have it, from settings alone. */
export async function retrievalOf(environment: Environment): Promise<INestApplicationContext> {
  const module = await Test.createTestingModule({
    imports: [
      SettingsModule.register(parseSettings(environment)),
      TelemetryModule,
      RetrievalModule.register({
        index: 'elasticsearch',
        check: false,
        imports: [ElasticsearchConnectionModule],
      }),
    ],
  })
    .setLogger(new KeptLog())
    .compile();
  return module.init();
}

export function clientOf(environment: Environment): Client {
  return new Client(elasticsearchOptions(parseSettings(environment).get(ElasticsearchSettings)));
}

/** The tests of everything that the service and its imports ask of a server, through one way to reach it. */
export function searchThrough(access: () => Access): void {
  const prefix = `upnext-access-${randomUUID().slice(0, 8)}`;
  const open: INestApplicationContext[] = [];
  let admin: Client;
  let made = 0;

  beforeAll(() => {
    admin = clientOf(access().admin);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
    const indices = Object.keys(await admin.indices.getMapping({ index: `${prefix}*` }));
    if (indices.length > 0) await admin.indices.delete({ index: indices });
  });
  afterAll(async () => {
    await admin.close();
  });

  function indices() {
    made += 1;
    return { ES_ASSET_INDEX: `${prefix}-${made}-assets`, ES_USER_INDEX: `${prefix}-${made}-users` };
  }

  async function opened(environment: Environment): Promise<INestApplicationContext> {
    const context = await retrievalOf(environment);
    open.push(context);
    return context;
  }

  describe('catalogue writer', () => {
    catalogueWriterContract(async () => {
      const names = indices();
      const writers = [
        await opened({ ...access().importer, ...names }),
        await opened({ ...access().importer, ...names }),
      ];
      const reader = await opened({ ...access().reader, ...names });
      let given = 0;
      return {
        writer: () => {
          const at = given % writers.length;
          given += 1;
          return writers[at]!.get(CatalogueWriter);
        },
        assets: reader.get(AssetIndex),
        users: reader.get(UserIndex),
        makeForeign: async (kind) => {
          await admin.indices.create({
            index: kind === 'assets' ? names.ES_ASSET_INDEX : names.ES_USER_INDEX,
          });
        },
      };
    });
  });

  describe('user index', () => {
    userIndexContract(async (documents) => {
      const names = indices();
      await admin.indices.create({ index: names.ES_USER_INDEX });
      if (documents.length > 0)
        await admin.bulk({
          index: names.ES_USER_INDEX,
          refresh: true,
          operations: documents.flatMap((document) => [{ index: { _id: document.user_id } }, document]),
        });
      return (await opened({ ...access().reader, ...names })).get(UserIndex);
    });
  });

  it('several users are read at once', async () => {
    const names = indices();
    const context = await opened({ ...access().importer, ...names });
    const writer = context.get(CatalogueWriter);
    await writer.open('users', false);
    await writer.writeUsers([{ user_id: 'u/ 1+ç*', user_country: 'BR' }]);
    await writer.close();
    const reader = await opened({ ...access().reader, ...names });
    expect(plainUser(await reader.get(UserIndex).find('u/ 1+ç*'))).toEqual({ country: 'BR', blacklist: [] });
    const { docs } = await reader
      .get(ElasticsearchService, { strict: false })
      .mget({ index: names.ES_USER_INDEX, ids: ['u/ 1+ç*', 'v'], _source_includes: ['user_country'] });
    expect(docs).toMatchObject([{ _source: { user_country: 'BR' } }, { found: false }]);
  });

  it('the service recommends, and is healthy', async () => {
    const names = indices();
    const importer = (await opened({ ...access().importer, ...names })).get(CatalogueWriter);
    await importer.open('assets', false);
    await importer.open('users', false);
    await importer.writeAssets(
      ['a', 'b', 'c'].map((video_id) => ({
        video_id,
        creation_date: '2026-01-01T00:00:00.000Z',
        production_country: 'BR',
        moderation_status: 'approved',
      })),
    );
    await importer.writeUsers([{ user_id: 'u', user_country: 'BR', user_blacklist: ['b'] }]);
    await importer.close();
    const served = await Served.with({ ...access().reader, ...names });
    try {
      await eventually(() => served.ready(), 20_000);
      expect(await served.recommend({ user_id: 'u' })).toEqual({
        status: 200,
        ids: ['a', 'c'],
        degraded: null,
      });
      const { status, details } = await served.health();
      expect({ status, elasticsearch: details.elasticsearch }).toEqual({
        status: 'ok',
        elasticsearch: expect.objectContaining({
          status: 'up',
          cluster: expect.stringMatching(access().cluster),
        }),
      });
    } finally {
      await served.stop();
    }
  }, 60_000);
}

/**
 * The doctor on the sample world, through one way to reach a server.
 *
 * @param broken a change of the reader's settings that keeps it out, and what the doctor then says
 */
export function examinedThrough(
  access: () => Pick<Access, 'reader' | 'admin'>,
  broken: () => { readonly change: Environment; readonly problem: RegExp },
): void {
  describe('under examination', () => {
    const sample = new SampleCatalogue();
    const prefix = `upnext-examined-${randomUUID().slice(0, 8)}`;
    const names = { ES_ASSET_INDEX: `${prefix}-assets`, ES_USER_INDEX: `${prefix}-users` };
    const examined = (change: Environment = {}) =>
      Examined.of({ ...sample.environment, ...access().reader, ...names, ...change });
    let admin: Client;
    beforeAll(() => {
      admin = clientOf(access().admin);
    });
    afterAll(async () => {
      await admin.indices.delete({ index: Object.values(names), ignore_unavailable: true });
      await admin.close();
      sample.remove();
    });

    it('the doctor finds it healthy, and names what keeps it out', async () => {
      await indexSample(admin, sample, names);
      const healthy = await examined();
      expect(healthy.lines('problem', 'warning', 'not_checked')).toEqual([]);
      expect(healthy.report.status).toBe('healthy');
      const { change, problem } = broken();
      const { problems, report } = await examined(change);
      expect(problems[0]).toMatch(problem);
      expect(report.status).toBe('problems');
    });
  });
}

/**
 * What a person sees of a service that cannot use its search server, and what the port throws.
 *
 * @returns the probe's reason in `/health`, the log's warnings, and the error of a read
 */
export async function failureOf(
  environment: Environment,
): Promise<{ reason: string; log: string; error: unknown }> {
  const served = await Served.with(environment);
  try {
    const reason = await eventually(async () => {
      const { message } = (await served.health()).details.elasticsearch ?? {};
      if (message === undefined || message.includes('timeout')) throw new Error(`${message}`);
      return message;
    }, 20_000);
    const context = await retrievalOf(environment);
    const error: unknown = await context
      .get(UserIndex)
      .find('u')
      .catch((thrown: unknown) => thrown);
    await context.close();
    return { reason, log: served.warnings.join('\n'), error };
  } finally {
    await served.stop();
  }
}
