import { ModelFileError } from './model-file-error.js';

export interface Tail {
  /** Indices of the features that the training was told to take as categorical. */
  readonly categoricalFeatures: ReadonlySet<number>;
  readonly pandasCategorical: readonly (readonly string[])[] | null;
}

const PANDAS = 'pandas_categorical:';
const PARAMETER = /^\[categorical_feature: (.*)\]$/;

/**
 * Reads what follows the trees: the training's parameters and, where Python wrote the file, the categories of its
 * data frame.
 *
 * @param from first line behind `end of trees`
 * @throws ModelFileError
 */
export function parseTail(
  file: string,
  lines: readonly string[],
  from: number,
  names: readonly string[],
): Tail {
  const end = lines.indexOf('end of parameters', from);
  if (end < 0) {
    throw new ModelFileError(file, lines.length, 'is truncated: `end of parameters` is missing');
  }
  const parameter = lines.slice(from, end).find((line) => PARAMETER.test(line));
  const categoricalFeatures = columns(PARAMETER.exec(parameter ?? '')?.[1] ?? '', names);
  let pandasCategorical: Tail['pandasCategorical'] = null;
  for (let index = end + 1; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    if (!line.startsWith(PANDAS)) {
      throw new ModelFileError(
        file,
        index + 1,
        'is no line of a model file: the file is corrupt or truncated',
      );
    }
    pandasCategorical = parsePandasCategorical(file, index + 1, line.slice(PANDAS.length));
  }
  return { categoricalFeatures, pandasCategorical };
}

/** LightGBM's `categorical_feature`: indices, or `name:` and names, separated by commas. */
function columns(value: string, names: readonly string[]): Set<number> {
  const named = value.startsWith('name:');
  const parts = (named ? value.slice('name:'.length) : value).split(',').filter((part) => part !== '');
  return new Set(parts.map((part) => (named ? names.indexOf(part) : Number(part))));
}

/** Numbers keep the spelling of the file: `1.0` is not `1`, and long ids lose no digits. */
function keepSpelling(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  return typeof value === 'number' || typeof value === 'boolean'
    ? { spelled: context.source ?? String(value) }
    : value;
}

function parsePandasCategorical(
  file: string,
  line: number,
  json: string,
): readonly (readonly string[])[] | null {
  let lists: unknown;
  try {
    lists = JSON.parse(json, keepSpelling as (key: string, value: unknown) => unknown);
  } catch (error) {
    throw new ModelFileError(
      file,
      line,
      '`pandas_categorical` is no JSON: the file is corrupt or truncated',
      {
        cause: error,
      },
    );
  }
  if (lists === null) return null;
  if (!Array.isArray(lists) || !lists.every((list) => Array.isArray(list))) {
    throw new ModelFileError(file, line, '`pandas_categorical` is no list of lists');
  }
  return lists.map((list: unknown[]) =>
    list.map((category) => {
      if (typeof category === 'string') return category;
      if (typeof category === 'object' && category !== null && 'spelled' in category)
        return String(category.spelled);
      throw new ModelFileError(
        file,
        line,
        '`pandas_categorical` holds a category that is no text, number or truth value',
      );
    }),
  );
}
