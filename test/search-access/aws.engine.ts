import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from '@elastic/elasticsearch';

import { describeEngine } from '../engines.js';
import { eventually } from '../eventually.js';
import { awsGate, type KnownKey } from './aws-gate.js';
import { Proxy } from './proxy.js';
import { clientOf, examinedThrough, failureOf, searchThrough } from './search-through.js';

const REGION = 'eu-west-1';
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

describeEngine('opensearch2Aws', 'search with signed requests', (url) => {
  const keys = new Map<string, KnownKey>();
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await Proxy.of(url, awsGate(keys, REGION));
  });
  beforeEach(() => {
    keys.clear();
    keys.set('TEMPORARY', { secretAccessKey, sessionToken: 'token/+=' });
    proxy.gate = awsGate(keys, REGION);
  });
  afterAll(() => proxy.close());

  const address = () => ({ ES_HOST: `http://127.0.0.1:${proxy.port}`, ES_AUTH: 'aws', AWS_REGION: REGION });
  const withKey = () => ({
    ...address(),
    AWS_ACCESS_KEY_ID: 'TEMPORARY',
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: 'token/+=',
  });

  describe('by keys of the settings', () => {
    beforeAll(() => {
      keys.set('TEMPORARY', { secretAccessKey, sessionToken: 'token/+=' });
    });
    searchThrough(() => ({
      reader: withKey(),
      importer: withKey(),
      admin: withKey(),
      cluster: /^(green|yellow)$/,
    }));

    it('every kind of request that is made was signed rightly', () => {
      expect(proxy.refused).toBe(0);
      const kinds = new Set(proxy.passed.map((passed) => /\/(_\w+)/.exec(passed)?.[1]));
      expect([...kinds]).toEqual(
        expect.arrayContaining([
          '_search',
          '_doc',
          '_mget',
          '_bulk',
          '_mapping',
          '_refresh',
          '_count',
          '_cluster',
        ]),
      );
    });

    examinedThrough(
      () => ({ reader: withKey(), admin: withKey() }),
      () => ({
        change: { AWS_SECRET_ACCESS_KEY: 'other' },
        problem: /^problem catalogue_store: .*403.*The request signature we calculated/,
      }),
    );

    it.each([
      ['another secret', { AWS_SECRET_ACCESS_KEY: 'other' }, /\(403\): The request signature we calculated/],
      ['another session token', { AWS_SESSION_TOKEN: 'other' }, /\(403\): The security token .* is invalid/],
      ['no session token', { AWS_SESSION_TOKEN: undefined }, /\(403\): The security token .* is invalid/],
      ['another region', { AWS_REGION: 'us-east-1' }, /\(403\): Credential should be scoped/],
      ['no signature', { ES_AUTH: undefined }, /\(403\): User: anonymous is not authorized/],
    ])('%s is refused, and the reason told', async (_title, change, message) => {
      const failure = await failureOf({ ...withKey(), ...change });
      expect(failure.reason).toBe('http_403');
      expect(failure.log).toMatch(message);
      expect(failure.error).toMatchObject({ name: 'StoreError', message: expect.stringMatching(message) });
      expect(failure.log).not.toContain(secretAccessKey);
    });

    it('a clock that is wrong is told', async () => {
      proxy.gate = awsGate(keys, REGION, () => Date.now() + 3_600_000);
      const failure = await failureOf(withKey());
      proxy.gate = awsGate(keys, REGION);
      expect(failure.log).toMatch(/\(403\): Signature expired/);
    });
  });

  describe('by the usual chain', () => {
    const root = mkdtempSync(join(tmpdir(), 'upnext-aws-'));
    let folder: string;
    const before = { ...process.env };
    let client: Client | undefined;

    beforeEach(() => {
      folder = mkdtempSync(join(root, 'home-')); // files are read once
      for (const name of Object.keys(process.env))
        if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, {
        AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
        AWS_CONFIG_FILE: join(folder, 'config'),
        AWS_EC2_METADATA_DISABLED: 'true',
      });
    });
    afterEach(async () => {
      await client?.close();
      client = undefined;
      for (const name of Object.keys(process.env))
        if (!(name in before)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, before);
    });
    afterAll(() => {
      rmSync(root, { recursive: true });
    });

    const health = async () => (await (client ??= clientOf(address())).cluster.health()).status;
    const fine = expect.stringMatching(/green|yellow/);

    it('from the environment, with a session token', async () => {
      Object.assign(process.env, {
        AWS_ACCESS_KEY_ID: 'TEMPORARY',
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: 'token/+=',
      });
      expect(await health()).toEqual(fine);
    });

    it('from a profile of the shared file', async () => {
      keys.set('LASTING', { secretAccessKey: 'lasting' });
      writeFileSync(
        join(folder, 'credentials'),
        '[default]\naws_access_key_id = OTHER\naws_secret_access_key = other\n\n' +
          '[upnext]\naws_access_key_id = LASTING\naws_secret_access_key = lasting\n',
      );
      process.env.AWS_PROFILE = 'upnext';
      expect(await health()).toEqual(fine);
    });

    it('from a web identity, exchanged for the keys of its role', async () => {
      keys.set('ASSUMED', { secretAccessKey: 'assumed', sessionToken: 'token of the role' });
      const asked: URLSearchParams[] = [];
      const sts = createServer((incoming, response) => {
        let body = '';
        incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
        incoming.on('end', () => {
          asked.push(new URLSearchParams(body));
          response
            .setHeader('content-type', 'text/xml')
            .end(
              '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">' +
                '<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASSUMED</AccessKeyId>' +
                '<SecretAccessKey>assumed</SecretAccessKey><SessionToken>token of the role</SessionToken>' +
                `<Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials>` +
                '<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/upnext/pod</Arn>' +
                '<AssumedRoleId>AROA:pod</AssumedRoleId></AssumedRoleUser>' +
                '</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>',
            );
        });
      });
      await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve));
      try {
        writeFileSync(join(folder, 'token'), 'the identity of the pod');
        Object.assign(process.env, {
          AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'),
          AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/upnext',
          AWS_ROLE_SESSION_NAME: 'pod',
          AWS_REGION: REGION,
          AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${(sts.address() as AddressInfo).port}`,
        });
        for (let n = 0; n < 3; n++) expect(await health()).toEqual(fine);
        expect(asked).toHaveLength(1);
        expect(Object.fromEntries(asked[0]!)).toMatchObject({
          Action: 'AssumeRoleWithWebIdentity',
          RoleArn: 'arn:aws:iam::123456789012:role/upnext',
          WebIdentityToken: 'the identity of the pod',
        });
      } finally {
        sts.closeAllConnections();
        sts.close();
      }
    });

    it('none found is told, not waited for', async () => {
      const message = /elasticsearch: .*: no AWS credentials: Could not load credentials from any providers/;
      const failure = await failureOf(address());
      expect(failure.log).toMatch(message);
      expect(failure.error).toMatchObject({ name: 'StoreError', message: expect.stringMatching(message) });
    });

    describe('of a role', () => {
      let endpoint: Server;
      let given: { AccessKeyId: string; SecretAccessKey: string; Token: string; Expiration: string };
      let asked: (string | undefined)[] = [];

      /** The role's credentials from now on: Amazon renews them well before they expire. */
      function give(id: string, livesMs: number): void {
        keys.set(id, { secretAccessKey: `secret of ${id}`, sessionToken: `token of ${id}` });
        given = {
          AccessKeyId: id,
          SecretAccessKey: `secret of ${id}`,
          Token: `token of ${id}`,
          Expiration: new Date(Date.now() + livesMs).toISOString(),
        };
      }

      beforeEach(async () => {
        asked = [];
        endpoint = createServer((request, response) => {
          asked.push(request.headers.authorization);
          response.setHeader('content-type', 'application/json').end(JSON.stringify(given));
        });
        await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
        Object.assign(process.env, {
          AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/role`,
          AWS_CONTAINER_AUTHORIZATION_TOKEN: 'pod',
        });
      });
      afterEach(() => {
        endpoint.closeAllConnections();
        endpoint.close();
      });

      it('are asked for once while they last', async () => {
        give('ROLE-1', 3_600_000);
        for (let n = 0; n < 5; n++) expect(await health()).toEqual(fine);
        expect(asked).toEqual(['pod']);
      });

      it('are renewed before they expire, without a request that fails', async () => {
        give('ROLE-1', 60_000);
        expect(await health()).toEqual(fine);
        give('ROLE-2', 3_600_000);
        const seen: string[] = [];
        const gate = awsGate(keys, REGION);
        proxy.gate = (request) => {
          seen.push(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? 'none');
          return gate(request);
        };
        await eventually(async () => {
          expect(await health()).toEqual(fine);
          expect(seen.at(-1)).toBe('ROLE-2');
        }, 10_000);
        keys.delete('ROLE-1');
        expect(await health()).toEqual(fine);
      });

      it('that have expired are not used', async () => {
        give('ROLE-1', -1_000);
        await health().catch(() => undefined);
        give('ROLE-2', 3_600_000);
        keys.delete('ROLE-1');
        expect(await health()).toEqual(fine);
      });
    });
  });
});
