import { Logger } from '@nestjs/common';
import { expect, it, jest } from '@jest/globals';

import { Metrics } from '../telemetry/metrics.js';
import type { StoredFeature } from './feature-store.js';
import { StoredValues } from './stored-values.js';

const features: StoredFeature[] = [
  { name: 'rate', kind: 'number' },
  { name: 'genre', kind: 'category' },
];

function create() {
  const metrics = new Metrics();
  const logger = new Logger();
  const warn = jest.spyOn(logger, 'warn').mockImplementation(() => undefined);
  return { values: new StoredValues('redis', metrics, logger), metrics, warn };
}

it('makes columns of rows; an absent record is missing throughout', () => {
  const { values } = create();
  const table = values.table(features, [['0.5', 'music'], null, [null, ''], ['x', 'live'], []]);
  expect(table.size).toBe(5);
  expect([...table.columns.get('rate')!.values]).toEqual([0.5, NaN, NaN, NaN, NaN]);
  expect(table.columns.get('genre')?.values).toEqual(['music', null, null, 'live', null]);
});

it('makes values of one row', () => {
  const { values } = create();
  expect([...values.values(features, ['0.5', 'music'])]).toEqual([
    ['rate', 0.5],
    ['genre', 'music'],
  ]);
  expect([...values.values(features, null)]).toEqual([
    ['rate', NaN],
    ['genre', null],
  ]);
});

it('counts every malformed number, and warns once per field', async () => {
  const { values, metrics, warn } = create();
  values.table(features, [
    ['x', 'a'],
    ['y'.repeat(1_000), 'b'],
    ['nan', 'c'],
    ['', 'd'],
  ]);
  values.values(features, ['0x10', 'a']);
  const { values: counted } = await metrics.skippedRecords.get();
  expect(counted).toMatchObject([{ labels: { store: 'redis', reason: 'malformed_number' }, value: 3 }]);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toContain('rate');
});
