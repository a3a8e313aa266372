import { type Client, errors } from '@elastic/elasticsearch';
import { beforeEach, describe, expect, it } from '@jest/globals';

import { Clock } from '../clock.js';
import { IndexMappings } from './index-mappings.js';

class SetClock extends Clock {
  at = 0;
  override now(): number {
    return this.at;
  }
}

describe('IndexMappings', () => {
  let clock: SetClock;
  let asked: PromiseWithResolvers<object>[];
  let mappings: IndexMappings;

  beforeEach(() => {
    clock = new SetClock();
    asked = [];
    const getMapping = () => {
      const answer = Promise.withResolvers<object>();
      asked.push(answer);
      return answer.promise;
    };
    mappings = new IndexMappings({ indices: { getMapping } } as unknown as Client, 'assets', clock);
  });

  const answer = (n: number) => ({ [`index-${String(n)}`]: { mappings: { properties: {} } } });
  const known = (n: number) => ({ [`index-${String(n)}`]: { properties: {} } });
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('are read once for all who ask', async () => {
    const both = Promise.all([mappings.read(), mappings.read()]);
    asked[0]?.resolve(answer(1));
    expect(await both).toEqual([known(1), known(1)]);
    expect(await mappings.read()).toEqual(known(1));
    expect(asked).toHaveLength(1);
  });

  it('are read again after a minute, while the old ones serve', async () => {
    const first = mappings.read();
    asked[0]?.resolve(answer(1));
    await first;
    clock.at = 60_001;
    expect(await mappings.read()).toEqual(known(1));
    expect(await mappings.read()).toEqual(known(1));
    expect(asked).toHaveLength(2);
    asked[1]?.resolve(answer(2));
    await settled();
    expect(await mappings.read()).toEqual(known(2));
    expect(asked).toHaveLength(2);
  });

  it('serve on where reading them again fails', async () => {
    const first = mappings.read();
    asked[0]?.resolve(answer(1));
    await first;
    clock.at = 60_001;
    await mappings.read();
    asked[1]?.reject(new errors.ConnectionError('gone'));
    await settled();
    expect(await mappings.read()).toEqual(known(1));
    expect(asked).toHaveLength(3);
  });

  it('are read anew once forgotten, or after a failure', async () => {
    const failed = mappings.read();
    asked[0]?.reject(new errors.ConnectionError('gone'));
    await expect(failed).rejects.toMatchObject({ name: 'StoreError' });
    const first = mappings.read();
    asked[1]?.resolve(answer(1));
    await first;
    mappings.forget();
    const second = mappings.read();
    asked[2]?.resolve(answer(2));
    expect(await second).toEqual(known(2));
  });

  it('are given up by who asked with a signal, and by nobody else', async () => {
    const giveUp = new AbortController();
    const impatient = mappings.read(giveUp.signal);
    const patient = mappings.read();
    giveUp.abort();
    await expect(impatient).rejects.toMatchObject({ name: 'StoreError' });
    asked[0]?.resolve(answer(1));
    expect(await patient).toEqual(known(1));
  });

  it('of a pattern that matches nothing are a missing index', async () => {
    const read = mappings.read();
    asked[0]?.resolve({});
    await expect(read).rejects.toThrow('index_not_found');
  });
});
