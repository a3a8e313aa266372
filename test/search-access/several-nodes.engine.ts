import { randomUUID } from 'node:crypto';

import type { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { describeEngine } from '../engines.js';
import { eventually } from '../eventually.js';
import { Examined } from '../examined.js';
import { SampleCatalogue } from '../sample-catalogue.js';
import { indexSample } from '../sample-in-stores.js';
import { clientOf } from './search-through.js';
import { Served } from './served.js';

jest.setTimeout(60_000);

/** Nobody listens there. */
const AWAY = 'http://127.0.0.1:9';
const REQUESTS = 30;

for (const engine of ['elasticsearch9', 'opensearch2'] as const) {
  describeEngine(engine, 'search with a node beside it that is away', (url) => {
    const prefix = `upnext-nodes-${randomUUID().slice(0, 8)}`;
    const names = { ES_ASSET_INDEX: `${prefix}-assets`, ES_USER_INDEX: `${prefix}-users` };
    const sample = new SampleCatalogue();
    let admin: Client;

    beforeAll(async () => {
      admin = clientOf({ ES_HOST: url });
      await indexSample(admin, sample, names);
    });
    afterAll(async () => {
      await admin.indices.delete({ index: Object.values(names), ignore_unavailable: true });
      await admin.close();
      sample.remove();
    });

    it.each([
      ['before', `${AWAY},${url}`],
      ['behind', `${url},${AWAY}`],
    ])('answers every request in full, the one that is away named %s it', async (_, ES_HOST) => {
      const served = await Served.with({ ...names, ES_HOST });
      try {
        await eventually(() => served.ready(), 20_000);
        const users = sample.contents.users.slice(0, REQUESTS);
        for (const { user_id } of users) {
          expect(await served.recommend({ user_id })).toMatchObject({ status: 200, degraded: null });
        }
        expect((await served.health()).details.elasticsearch).toMatchObject({ status: 'up' });
      } finally {
        await served.stop();
      }
    });

    it('is examined through the one that is there', async () => {
      const { problems, report } = await Examined.of({
        ...sample.environment,
        ...names,
        ES_HOST: `${AWAY},${url}`,
      });
      expect(problems).toEqual([]);
      expect(report.counts).toMatchObject({ warning: 0, not_checked: 0 });
    });
  });
}
