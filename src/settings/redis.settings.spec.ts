import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { type Environment, parseSettings } from './parse-settings.js';
import { RedisSettings } from './redis.settings.js';

const folder = mkdtempSync(join(tmpdir(), 'upnext-redis-settings-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('REDIS_IP', () => {
  it.each([
    '127.0.0.1',
    'localhost',
    'redis-master.prod.svc',
    'redis_1',
    '::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    'localhost:6380',
    '[::1]:6380',
  ])('may be %s', (host) => {
    expect(parseSettings({ REDIS_IP: host }).get(RedisSettings).REDIS_IP).toBe(host);
  });

  it.each(['redis://localhost', 'a b', 'user@host', 'host/0', 'a,,b', 'a,', '[::1', '::1]:3'])(
    'may not be %s',
    (host) => {
      expect(() => parseSettings({ REDIS_IP: host, REDIS_CLUSTER: 'true' })).toThrow('without scheme');
    },
  );

  it('says what stands for rediss', () => {
    expect(() => parseSettings({ REDIS_IP: 'rediss://host:6379' })).toThrow('for TLS set REDIS_TLS=true');
  });

  it.each(['host:0', 'host:65536'])('has no port as in %s', (host) => {
    expect(() => parseSettings({ REDIS_IP: host })).toThrow('port 1..65535');
  });
});

describe('settings of Redis', () => {
  const contradictions: [Environment, string][] = [
    [{ REDIS_IP: 'a,b' }, 'REDIS_IP = "a,b": must be one host, or go together with REDIS_CLUSTER=true'],
    [{ REDIS_CLUSTER: 'true' }, 'REDIS_IP is not set: must be set with REDIS_CLUSTER=true'],
    [{ REDIS_SENTINEL_MASTER: 'm' }, 'REDIS_IP is not set: must be set with REDIS_SENTINEL_MASTER'],
    [{ REDIS_TLS: 'true' }, 'REDIS_IP is not set: must be set with REDIS_TLS=true'],
    [
      { REDIS_IP: 'a', REDIS_CLUSTER: 'true', REDIS_SENTINEL_MASTER: 'm' },
      'REDIS_SENTINEL_MASTER = "m": must be unset with REDIS_CLUSTER=true',
    ],
    [
      { REDIS_IP: 'a', REDIS_CLUSTER: 'true', ASSET_FS_DB: '3' },
      'ASSET_FS_DB = "3": must be 0 with REDIS_CLUSTER=true',
    ],
    [
      { REDIS_IP: 'a', REDIS_CLUSTER: 'true', USER_FS_DB: '1' },
      'USER_FS_DB = "1": must be 0 with REDIS_CLUSTER=true',
    ],
    [
      { REDIS_IP: 'a', REDIS_SENTINEL_PASSWORD: 'x' },
      'REDIS_SENTINEL_PASSWORD = ***: goes together with REDIS_SENTINEL_MASTER',
    ],
    [
      { REDIS_IP: 'a', REDIS_SENTINEL_USERNAME: 'x' },
      'REDIS_SENTINEL_USERNAME = "x": goes together with REDIS_SENTINEL_MASTER',
    ],
  ];
  it.each(contradictions)('that contradict each other are named: %j', (environment, message) => {
    expect(() => parseSettings(environment)).toThrow(message);
  });

  const usable: Environment[] = [
    { REDIS_IP: 'a' },
    { REDIS_IP: 'a,b:7001,[::1]:7002', REDIS_CLUSTER: 'true' },
    { REDIS_IP: 'a, b', REDIS_SENTINEL_MASTER: 'm', REDIS_SENTINEL_PASSWORD: 'x', ASSET_FS_DB: '3' },
    { REDIS_IP: 'a', REDIS_TLS: 'true' },
  ];
  it.each(usable)('may be %j', (environment) => {
    expect(() => parseSettings(environment)).not.toThrow();
  });
});

describe('REDIS_CA_PATH', () => {
  const path = join(folder, 'ca.pem');
  const tls = { REDIS_IP: 'a', REDIS_TLS: 'true', REDIS_CA_PATH: path };

  it('must be a file that is there', () => {
    expect(() => parseSettings(tls)).toThrow(
      'must be path of a file of PEM certificates: there is no such file',
    );
  });

  it('must be readable', () => {
    expect(() => parseSettings({ ...tls, REDIS_CA_PATH: folder })).toThrow('cannot be read (EISDIR)');
  });

  it('must hold certificates', () => {
    writeFileSync(path, 'no certificate');
    expect(() => parseSettings(tls)).toThrow('it holds none');
  });

  it('is for TLS alone', () => {
    expect(() => parseSettings({ REDIS_IP: 'a', REDIS_CA_PATH: path })).toThrow(
      /REDIS_CA_PATH = .*(goes together with REDIS_TLS=true|it holds none)/,
    );
  });
});
