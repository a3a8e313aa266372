import { Writable } from 'node:stream';

import { describe, expect, it } from '@jest/globals';

import { openLog } from './log.js';
import { NestLog } from './nest-log.js';

async function open(level = 'debug') {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const log = await openLog({ level, destination });
  return { log, nest: new NestLog(log), lines };
}

describe('the log', () => {
  it('says what and who as JSON', async () => {
    const { nest, lines } = await open();
    nest.log('listening', 'Main');
    expect(lines).toEqual([{ level: 'info', time: expect.any(String), context: 'Main', msg: 'listening' }]);
  });

  it('keeps fields, errors and stacks', async () => {
    const { nest, lines } = await open();
    nest.error({ err: new Error('no'), request_id: 'r' }, 'failed', 'Filter');
    nest.error('failed', 'Error: no\n at x', 'Filter');
    nest.warn(new Error('odd'), 'Store');
    expect(lines).toMatchObject([
      {
        context: 'Filter',
        request_id: 'r',
        msg: 'failed',
        err: { message: 'no', stack: expect.any(String) },
      },
      { context: 'Filter', msg: 'failed', stack: 'Error: no\n at x' },
      { context: 'Store', msg: 'odd', err: { type: 'Error', message: 'odd' } },
    ]);
  });

  it('writes nothing below its level', async () => {
    const { nest, lines } = await open('warn');
    nest.log('x');
    nest.debug('x');
    nest.verbose('x');
    expect(lines).toEqual([]);
  });

  it('tells no secrets', async () => {
    const { log, lines } = await open();
    const cause = Object.assign(new Error('401'), {
      code: 'E401',
      meta: { request: { headers: { authorization: 'ApiKey hush' } } },
    });
    log.info({ authorization: 'hush', request: { authorization: 'hush', password: 'hush' } }, 'x');
    log.error({ err: new Error('failed', { cause }) }, 'x');
    expect(JSON.stringify(lines)).not.toContain('hush');
    expect(lines[1]).toMatchObject({ err: { message: 'failed', cause: { message: '401', code: 'E401' } } });
  });
});
