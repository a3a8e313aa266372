import { describe, expect, it } from '@jest/globals';

import { rememberingFailure } from './remembering-failure.js';

describe('rememberingFailure', () => {
  let asked = 0;
  let now = 0;
  let answer: () => Promise<string>;
  const provide = rememberingFailure(
    () => {
      asked += 1;
      return answer();
    },
    10,
    () => now,
  );

  it('asks each time where it succeeds', async () => {
    answer = () => Promise.resolve('a');
    expect([await provide(), await provide()]).toEqual(['a', 'a']);
    expect(asked).toBe(2);
  });

  it('asks once in a while where it fails, and each time again afterwards', async () => {
    answer = () => Promise.reject(new Error('none'));
    asked = 0;
    await expect(provide()).rejects.toThrow('none');
    now = 9;
    await expect(provide()).rejects.toThrow('none');
    expect(asked).toBe(1);
    answer = () => Promise.resolve('b');
    now = 10;
    expect([await provide(), await provide()]).toEqual(['b', 'b']);
    expect(asked).toBe(3);
  });
});
