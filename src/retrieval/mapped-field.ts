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
  /** Size of an `integer`: the index refuses a query with a value beyond it. */
  readonly bits?: number;
  /** Milliseconds here and nanoseconds there, behind one alias: a sort has to be told. */
  readonly mixedPrecision?: true;
  /** A date in nanoseconds everywhere: none is before 1970. */
  readonly nanoseconds?: true;
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

interface Candidate extends MappedField {
  readonly type: string;
}

const BITS: Readonly<Record<string, number>> = { long: 64, integer: 32, short: 16, byte: 8 };

const KINDS: Readonly<Record<FieldKind, readonly string[]>> = {
  keyword: ['keyword', 'constant_keyword'],
  integer: Object.keys(BITS),
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
    const { type, ...field } = candidate;
    const same = others.map((list) =>
      list.find(
        (other) => other.field === field.field && other.kind === field.kind && other.bits === field.bits,
      ),
    );
    if (same.includes(undefined)) continue;
    const mixed = field.kind === 'date' && same.some((other) => other?.type !== type);
    if (mixed) return { found: 'usable', field: { ...field, mixedPrecision: true } };
    return { found: 'usable', field: type === 'date_nanos' ? { ...field, nanoseconds: true } : field };
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
    if (kind === undefined || type === undefined || hidden) return [];
    const bits = kind === 'integer' ? BITS[type] : undefined;
    return [{ field, kind, type, ...(bits === undefined ? {} : { bits }) }];
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

/** Whether a field of this kind can hold the value at all: whole numbers as the index writes them, within its range. */
export function canHold({ kind, bits = 64 }: MappedField, value: string): boolean {
  if (kind !== 'integer') return value !== '';
  return /^(0|-?[1-9]\d{0,18})$/.test(value) && BigInt.asIntN(bits, BigInt(value)) === BigInt(value);
}
