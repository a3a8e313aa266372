import type { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from '@jest/globals';

import { StateLog } from './state-log.js';

describe('StateLog', () => {
  const lines: string[] = [];
  let now = 0;
  const logger = {
    warn: (line: string) => lines.push(line),
    log: (line: string) => lines.push(line),
  } as unknown as Logger;
  const clock = { now: () => now };
  const why = new Error('why');

  beforeEach(() => {
    lines.length = 0;
    now = 0;
  });

  it('says when it begins, once a minute, and when it is over', () => {
    const log = new StateLog('redis', logger, clock);
    log.failed(why);
    now = 59_999;
    log.failed(why);
    now = 60_000;
    log.failed(why);
    log.worked();
    log.worked();
    expect(lines).toEqual([
      'redis fails: why',
      'redis still fails after 60 s, 3 times: why',
      'redis works again after 60.0 s and 3 failures',
    ]);
  });

  it('says nothing of failures that stay alone, where that is no news', () => {
    const log = new StateLog('user index', logger, clock, 3);
    for (let n = 0; n < 10; n++) {
      log.failed(why);
      log.failed(why);
      log.worked();
    }
    expect(lines).toEqual([]);
    for (let n = 0; n < 4; n++) log.failed(why);
    log.worked();
    expect(lines).toEqual(['user index fails: why', 'user index works again after 0.0 s and 4 failures']);
  });
});
