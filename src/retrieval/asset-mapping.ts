import { type FieldKind, type MappedField, mappedField, type Mappings } from './mapped-field.js';

/** Which fields of the asset index to use; `null` where there is none to use. */
export interface AssetFields {
  /** `null`: the document id. */
  readonly id: MappedField | null;
  readonly date: MappedField | null;
  readonly country: MappedField | null;
  readonly status: MappedField | null;
  readonly primaryCategory: MappedField | null;
  readonly secondaryCategory: MappedField | null;
}

/** One field that cannot be used as it is mapped. */
export interface MappingProblem {
  readonly field: string;
  /** How it is mapped, and what would do. */
  readonly found: string;
  /** What follows. */
  readonly consequence: string;
  /** Whether nothing can be retrieved because of it. */
  readonly fatal: boolean;
}

export interface AssetMapping {
  readonly fields: AssetFields;
  readonly problems: readonly MappingProblem[];
}

interface Wanted {
  readonly key: keyof AssetFields;
  readonly name: string;
  readonly kinds: readonly FieldKind[];
  /** `null`: a field of this name is not needed. */
  readonly absent: string | null;
  readonly unusable: string;
  readonly fatal?: true;
}

const WANTED: readonly Wanted[] = [
  {
    key: 'id',
    name: 'video_id',
    kinds: ['keyword', 'integer'],
    absent: null,
    unusable: 'document ids are taken as video ids',
  },
  {
    key: 'status',
    name: 'moderation_status',
    kinds: ['keyword', 'integer'],
    absent: 'no asset is approved, nothing is shown',
    unusable: 'nothing can be retrieved',
    fatal: true,
  },
  {
    key: 'date',
    name: 'creation_date',
    kinds: ['date', 'epoch'],
    absent: 'the newest assets are not known, and age is missing',
    unusable: 'assets of the future cannot be told, nothing can be retrieved',
    fatal: true,
  },
  {
    key: 'country',
    name: 'production_country',
    kinds: ['keyword'],
    absent: 'no asset is found by country',
    unusable: 'no asset is found by country',
  },
  {
    key: 'primaryCategory',
    name: 'primary_category',
    kinds: ['keyword', 'integer'],
    absent: 'the category is missing',
    unusable: 'the category is missing',
  },
  {
    key: 'secondaryCategory',
    name: 'secondary_category',
    kinds: ['keyword', 'integer'],
    absent: 'the category is missing',
    unusable: 'the category is missing',
  },
];

const IN_WORDS: Readonly<Record<FieldKind, string>> = {
  keyword: 'keyword, or text with a keyword subfield',
  integer: 'a whole number',
  date: 'date',
  epoch: 'long in milliseconds',
};

/** What of the asset index can be used, decided by its mapping alone. */
export function assetMapping(mappings: Mappings): AssetMapping {
  const fields: Record<string, MappedField | null> = {};
  const problems: MappingProblem[] = [];
  for (const { key, name, kinds, absent, unusable, fatal = false } of WANTED) {
    const finding = mappedField(mappings, name, kinds);
    fields[key] = finding.found === 'usable' ? finding.field : null;
    if (finding.found === 'absent' && absent !== null) {
      problems.push({ field: name, found: 'not mapped', consequence: absent, fatal: false });
    }
    if (finding.found === 'unusable') {
      const needed = kinds.map((kind) => IN_WORDS[kind]).join(', or ');
      const found = `mapped as ${finding.description}, needed: ${needed}`;
      problems.push({ field: name, found, consequence: unusable, fatal });
    }
  }
  return { fields: fields as unknown as AssetFields, problems };
}

/** One line per problem, for people. */
export function inWords({ field, found, consequence }: MappingProblem): string {
  return `${field} is ${found}: ${consequence}`;
}
