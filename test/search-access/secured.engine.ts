import { beforeAll, describe, expect, it } from '@jest/globals';

import { describeEngine } from '../engines.js';
import { type Access, clientOf, examinedThrough, failureOf, searchThrough } from './search-through.js';

const PASSWORD = 'p@ss:w/rd';

describeEngine('elasticsearch9Secured', 'search over https as users with few rights', (url) => {
  const ES_CA_PATH = process.env.TEST_ELASTICSEARCH_SECURED_CA;
  const as = (ES_USERNAME: string) => ({ ES_HOST: url, ES_CA_PATH, ES_USERNAME, ES_PASSWORD: PASSWORD });
  const access: Access = {
    reader: as('reader'),
    importer: as('importer'),
    admin: as('admin'),
    cluster: /^unknown$/, // needs `monitor`, which serving does without
  };
  searchThrough(() => access);
  examinedThrough(
    () => access,
    () => ({ change: { ES_PASSWORD: 'wrong' }, problem: /refuses the login: .*401.* → see ES_AUTH/ }),
  );

  describe('that fails says why:', () => {
    const names = { ES_ASSET_INDEX: 'upnext-secured-assets', ES_USER_INDEX: 'upnext-secured-users' };
    beforeAll(async () => {
      const admin = clientOf(access.admin);
      for (const index of Object.values(names)) {
        await admin.indices.delete({ index, ignore_unavailable: true });
        await admin.indices.create({ index });
      }
      await admin.close();
    });

    it.each([
      [
        'a wrong password',
        { ES_PASSWORD: 'wrong' },
        'http_401',
        /the login was refused \(401\): unable to authenticate user \[reader\]/,
      ],
      [
        'an unknown user',
        { ES_USERNAME: 'nobody' },
        'http_401',
        /the login was refused \(401\): unable to authenticate user \[nobody\]/,
      ],
      [
        'no login',
        { ES_AUTH: 'none' },
        'http_401',
        /the login was refused \(401\): missing authentication credentials/,
      ],
      [
        'an index without rights',
        { ES_ASSET_INDEX: 'others', ES_USER_INDEX: 'others' },
        'http_403',
        /no permission for this \(403\): .*unauthorized for user \[reader\].* on indices \[others\]/,
      ],
      [
        'an authority that is not trusted',
        { ES_CA_PATH: undefined },
        'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        /unable to verify the first certificate \(ES_CA_PATH must name the authority/,
      ],
      [
        'a name that is not in the certificate',
        { ES_HOST: url.replace('localhost', '127.0.0.1') },
        'ERR_TLS_CERT_ALTNAME_INVALID',
        /does not match certificate's altnames.*\(ES_HOST must be a name that is in the certificate\)/s,
      ],
      [
        'http instead of https',
        { ES_HOST: url.replace('https:', 'http:'), ES_CA_PATH: undefined },
        'unreachable',
        /other side closed.*\(where it wants TLS, ES_HOST should begin with https:\/\/\)/,
      ],
    ])('%s', async (_title, change, reason, message) => {
      const failure = await failureOf({ ...access.reader, ...names, ...change });
      expect(failure.reason).toBe(reason);
      expect(failure.log).toMatch(message);
      expect(failure.error).toMatchObject({ name: 'StoreError', message: expect.stringMatching(message) });
      expect(failure.log).not.toContain(PASSWORD);
    });
  });
});
