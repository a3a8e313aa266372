/**
 * Writes JSON schemas as kubeconform reads them: `kubernetes-schemas.mjs OUT SWAGGER CRD…`, from the OpenAPI document
 * of Kubernetes (api/openapi-spec/swagger.json) and custom resource definitions in JSON. Strict: a field that is not
 * there by name is an error.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [out, swagger, ...definitions] = process.argv.slice(2);
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const write = (name, schema) => {
  writeFileSync(join(out, name), JSON.stringify(schema));
};
/** The name that kubeconform's `{{.ResourceKind}}-{{.Group}}-{{.ResourceAPIVersion}}` makes. */
const fileOf = ({ group, version, kind }) =>
  `${[kind.toLowerCase(), group.split('.')[0], version].filter(Boolean).join('-')}.json`;

/** Objects take the fields that they name and no others, at every depth. */
function strict(schema) {
  if (Array.isArray(schema)) return schema.map(strict);
  if (schema === null || typeof schema !== 'object') return schema;
  const { format, ...rest } = Object.fromEntries(Object.entries(schema).map(([k, v]) => [k, strict(v)]));
  if (format === 'int-or-string' || schema['x-kubernetes-int-or-string'] === true) {
    return { ...rest, type: ['integer', 'string'] };
  }
  const open = schema.additionalProperties !== undefined || schema['x-kubernetes-preserve-unknown-fields'];
  const named = schema.properties !== undefined && typeof schema.properties === 'object';
  return named && !open ? { ...rest, additionalProperties: false } : rest;
}

mkdirSync(out, { recursive: true });
const all = strict(read(swagger).definitions);
all['io.k8s.apimachinery.pkg.api.resource.Quantity'] = { type: ['string', 'number'] };
write('_definitions.json', { definitions: all });
let count = 0;
for (const [name, definition] of Object.entries(all)) {
  // Several groups share the kinds of their lists and options, which nobody writes by hand.
  const kinds = definition['x-kubernetes-group-version-kind'] ?? [];
  if (kinds.length !== 1) continue;
  write(fileOf(kinds[0]), { $ref: `_definitions.json#/definitions/${name}` });
  count += 1;
}
for (const path of definitions) {
  const { group, names, versions } = read(path).spec;
  for (const { name: version, schema } of versions) {
    const described = strict(schema.openAPIV3Schema);
    described.properties.metadata = {
      $ref: '_definitions.json#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
    };
    write(fileOf({ group, version, kind: names.kind }), described);
    count += 1;
  }
}
console.log(`${count} kinds in ${out}`);
