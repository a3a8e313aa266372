/** Fails where a production package, as `npm run sbom` lists them, has a licence that is not allowed: `licences.mjs SBOM`. */
import { readFileSync } from 'node:fs';

/** Of SPDX. Permissive: their texts travel with the packages in the image, which is all that they ask. */
const ALLOWED = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT'],
  ...['MIT-0', 'Python-2.0', 'Unlicense', 'Zlib'],
]);

const licence = ({ expression, license }) => expression ?? license?.id ?? license?.name;

/** Of `A OR B` one is enough; anything else that is put together has to be looked at by a person. */
const allowed = (expression) =>
  expression
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((each) => ALLOWED.has(each));

const { components } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const counts = new Map();
const refused = [];
for (const { name, version, licenses = [] } of components) {
  const found = licenses.map(licence).join(' AND ') || 'none';
  counts.set(found, (counts.get(found) ?? 0) + 1);
  if (!allowed(found)) refused.push(`${name} ${version}: ${found}`);
}
console.log([...counts].map(([found, count]) => `${found} ${count}`).join(', '));
if (refused.length > 0) console.log(`not on the list of allowed licences:\n${refused.join('\n')}`);
process.exitCode = refused.length > 0 || components.length === 0 ? 1 : 0;
