import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { describeEngine } from '../engines.js';
import { LocalCertificates } from '../local-certificates.js';
import { loginGate } from './login-gate.js';
import { Proxy } from './proxy.js';
import { examinedThrough, failureOf, searchThrough } from './search-through.js';

describeEngine('elasticsearch8ApiKey', 'search with an API key', (url) => {
  const key = btoa('id:secret');
  const gate = loginGate(`ApiKey ${key}`, 'unable to authenticate with provided credentials');
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await Proxy.of(url, gate);
  });
  afterAll(() => proxy.close());
  const as = (ES_API_KEY: string) => ({ ES_HOST: `http://127.0.0.1:${proxy.port}`, ES_API_KEY });

  searchThrough(() => ({
    reader: as(key),
    importer: as(key),
    admin: as(key),
    cluster: /^(green|yellow)$/,
  }));
  examinedThrough(
    () => ({ reader: as(key), admin: as(key) }),
    () => ({ change: { ES_API_KEY: 'wrong' }, problem: /refuses the login: .*401.* → see ES_AUTH/ }),
  );

  describe('over https', () => {
    const certificates = new LocalCertificates();
    const { certificate, key: own } = certificates.server('localhost', 'DNS:localhost');
    let secure: Proxy;
    beforeAll(async () => {
      secure = await Proxy.of(url, gate, {
        key: readFileSync(own, 'utf8'),
        cert: readFileSync(certificate, 'utf8'),
      });
    });
    afterAll(async () => {
      await secure.close();
      certificates.remove();
    });
    const reader = () => ({
      ES_HOST: `https://localhost:${secure.port}`,
      ES_CA_PATH: certificates.authority,
      ES_API_KEY: key,
    });
    examinedThrough(
      () => ({ reader: reader(), admin: reader() }),
      () => ({ change: { ES_CA_PATH: undefined }, problem: /certificate.* → ES_CA_PATH must name/ }),
    );
  });

  it('that is wrong is refused', async () => {
    const failure = await failureOf(as('wrong'));
    expect(failure.reason).toBe('http_401');
    expect(failure.log).toContain(
      'the login was refused (401): unable to authenticate with provided credentials',
    );
    expect(failure.error).toMatchObject({ name: 'StoreError' });
  });
});

describeEngine('opensearch2Basic', 'search over https with a password', (url) => {
  const gate = loginGate(`Basic ${btoa('app:p@ss:w/rd')}`, 'unable to authenticate user');
  const folder = mkdtempSync(join(tmpdir(), 'upnext-proxy-'));
  const certificate = join(folder, 'proxy.pem');
  let proxy: Proxy;
  beforeAll(async () => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-keyout', join(folder, 'proxy.key'), '-out', certificate];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', ['req', '-x509', ...kind, ...subject, ...files], { stdio: 'ignore' });
    proxy = await Proxy.of(url, gate, {
      key: readFileSync(join(folder, 'proxy.key'), 'utf8'),
      cert: readFileSync(certificate, 'utf8'),
    });
  });
  afterAll(async () => {
    await proxy.close();
    rmSync(folder, { recursive: true });
  });
  const as = (ES_PASSWORD: string) => ({
    ES_HOST: `https://localhost:${proxy.port}`,
    ES_CA_PATH: certificate,
    ES_USERNAME: 'app',
    ES_PASSWORD,
  });
  const right = () => as('p@ss:w/rd');

  searchThrough(() => ({
    reader: right(),
    importer: right(),
    admin: right(),
    cluster: /^(green|yellow)$/,
  }));
  examinedThrough(
    () => ({ reader: right(), admin: right() }),
    () => ({ change: { ES_CA_PATH: undefined }, problem: /certificate.* → ES_CA_PATH must name/ }),
  );

  describe('over http', () => {
    let plain: Proxy;
    beforeAll(async () => {
      plain = await Proxy.of(url, gate);
    });
    afterAll(() => plain.close());
    const reader = () => ({ ...right(), ES_HOST: `http://127.0.0.1:${plain.port}`, ES_CA_PATH: undefined });
    examinedThrough(
      () => ({ reader: reader(), admin: reader() }),
      () => ({ change: { ES_PASSWORD: 'wrong' }, problem: /refuses the login: .*401.* → see ES_AUTH/ }),
    );
  });

  it.each([
    ['a wrong password', () => as('wrong'), 'http_401', /the login was refused \(401\)/],
    [
      'a certificate that is not trusted',
      () => ({ ...right(), ES_CA_PATH: undefined }),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      /self-signed certificate \(ES_CA_PATH must name the authority/,
    ],
    [
      'a name that is not in the certificate',
      () => ({ ...right(), ES_HOST: `https://127.0.0.1:${proxy.port}` }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
      /ES_HOST must be a name that is in the certificate/,
    ],
    [
      'https where http is spoken',
      () => ({ ...right(), ES_HOST: url.replace('http:', 'https:') }),
      'EPROTO',
      /wrong version number \(this port does not speak TLS: ES_HOST should begin with http:\/\/\)/,
    ],
  ])('%s is named', async (_title, settings, reason, message) => {
    const failure = await failureOf(settings());
    expect(failure.reason).toBe(reason);
    expect(failure.log).toMatch(message);
    expect(failure.error).toMatchObject({ name: 'StoreError', message: expect.stringMatching(message) });
  });
});
