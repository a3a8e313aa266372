import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { describeEngine } from '../engines.js';
import { loginGate } from './login-gate.js';
import { Proxy } from './proxy.js';
import { examinedThrough, failureOf, searchThrough } from './search-through.js';

describeEngine('elasticsearch8ApiKey', 'search with an API key', (url) => {
  const key = btoa('id:secret');
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await Proxy.of(
      url,
      loginGate(`ApiKey ${key}`, 'unable to authenticate with provided credentials'),
    );
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
  const folder = mkdtempSync(join(tmpdir(), 'upnext-proxy-'));
  const certificate = join(folder, 'proxy.pem');
  let proxy: Proxy;
  beforeAll(async () => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-keyout', join(folder, 'proxy.key'), '-out', certificate];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', ['req', '-x509', ...kind, ...subject, ...files], { stdio: 'ignore' });
    proxy = await Proxy.of(url, loginGate(`Basic ${btoa('app:p@ss:w/rd')}`, 'unable to authenticate user'), {
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
