import type { estypes } from '@elastic/elasticsearch';

/**
 * How a field can be queried, sorted and read as doc values. `keyword`: text as it is. `integer`: a whole
 * number. `date`: any date format that the index accepts. `epoch`: a number, milliseconds since the epoch.
 */
export type FieldKind = 'keyword' | 'integer' | 'date' | 'epoch';

/** A field to use in queries, and what its values are. */
export interface MappedField {
  readonly field: string;
  readonly kind: FieldKind;
  /** Milliseconds here and nanoseconds there, behind one alias: a sort has to be told. */
  readonly mixedPrecision?: true;
}

/** What the indices say of one field. */
export type FieldFinding =
  | { readonly found: 'usable'; readonly field: MappedField }
  | { readonly found: 'absent' }
  /** `description`: how it is mapped, for people. */
  | { readonly found: 'unusable'; readonly description: string };

/** By concrete index: several behind an alias or data stream. */
export type Mappings = Readonly<Record<string, estypes.MappingTypeMapping>>;

type Properties = Readonly<Record<string, estypes.MappingProperty>>;

interface Candidate {
  readonly field: string;
  readonly kind: FieldKind;
  readonly type: string;
}

const KINDS: Readonly<Record<FieldKind, readonly string[]>> = {
  keyword: ['keyword', 'constant_keyword'],
  integer: ['long', 'integer', 'short', 'byte'],
  date: ['date', 'date_nanos'],
  epoch: ['long'],
};

/**
 * The one way to use a field that works in every index that has it: itself, or else one of its subfields.
 *
 * @param kinds the kinds that will do
 */
export function mappedField(mappings: Mappings, name: string, kinds: readonly FieldKind[]): FieldFinding {
  const properties = Object.values(mappings).flatMap((mapping) => property(mapping.properties, name) ?? []);
  if (properties.length === 0) return { found: 'absent' };
  const [first = [], ...others] = properties.map((each) => candidates(name, each, kinds));
  for (const candidate of first) {
    const { field, kind } = candidate;
    const same = others.map((list) => list.find((other) => other.field === field && other.kind === kind));
    if (same.includes(undefined)) continue;
    const mixed = kind === 'date' && new Set([candidate, ...same].map((each) => each?.type)).size > 1;
    return { found: 'usable', field: mixed ? { field, kind, mixedPrecision: true } : { field, kind } };
  }
  return { found: 'unusable', description: [...new Set(properties.map(describe))].join(', elsewhere ') };
}

/** A field by its dotted path; an alias is what it points to. */
function property(
  properties: Properties | undefined,
  path: string,
  follow = true,
): estypes.MappingProperty | undefined {
  const whole = properties?.[path];
  if (whole !== undefined) {
    return whole.type === 'alias' && follow ? property(properties, whole.path ?? '', false) : whole;
  }
  const dot = path.indexOf('.');
  if (dot < 0) return undefined;
  const parent = properties?.[path.slice(0, dot)];
  const inner = parent !== undefined && 'properties' in parent ? parent.properties : undefined;
  return property(inner, path.slice(dot + 1), follow);
}

function candidates(name: string, whole: estypes.MappingProperty, kinds: readonly FieldKind[]): Candidate[] {
  const all: (readonly [string, estypes.MappingProperty])[] = [[name, whole], ...subfields(name, whole)];
  return all.flatMap(([field, { type, ...options }]) => {
    const kind = kinds.find((each) => KINDS[each].includes(type ?? 'object'));
    const hidden = ('doc_values' in options && !options.doc_values) || isUnsearchable(options);
    return kind === undefined || type === undefined || hidden ? [] : [{ field, kind, type }];
  });
}

function subfields(name: string, whole: estypes.MappingProperty) {
  const fields = 'fields' in whole ? (whole.fields ?? {}) : {};
  return Object.entries(fields).map(([suffix, field]) => [`${name}.${suffix}`, field] as const);
}

function isUnsearchable(options: object): boolean {
  return 'index' in options && options.index === false;
}

function describe(whole: estypes.MappingProperty): string {
  const type = whole.type ?? 'object';
  const without = [
    'doc_values' in whole && !whole.doc_values ? ' without doc values' : '',
    isUnsearchable(whole) ? ' that is not indexed' : '',
  ].join('');
  const subtypes = subfields('', whole).map(([, field]) => field.type ?? 'object');
  return `${type}${without}${subtypes.length > 0 ? ` with ${subtypes.join(' and ')}` : ''}`;
}
