import { globSync, readFileSync } from 'node:fs';

import { expect, it } from '@jest/globals';

it('every example of docs/extending.md is code that runs', () => {
  const code = globSync('test/extension/*.ts').map((file) => readFileSync(file, 'utf8'));
  const examples = [...readFileSync('docs/extending.md', 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(
    ([, example]) => example!,
  );
  expect(examples.length).toBeGreaterThan(3);
  expect(examples.filter((example) => !code.some((file) => file.includes(example)))).toEqual([]);
});
