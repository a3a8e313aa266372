import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { FeatureColumn, FeatureTable, FeatureValues } from '../../src/feature-store/feature-column.js';
import type { FeatureDeclaration, ViewerFeatures } from '../../src/ranking/ranker.js';

/** What make_cases.py says of a world: the features, and how many users and items there are. */
interface World {
  readonly name: string;
  readonly users: number;
  readonly items: number;
  readonly features: readonly FeatureDeclaration[];
}

/** A model and a number of candidates. */
export interface CaseName {
  readonly name: string;
  readonly world: string;
  readonly model: string;
  readonly trees: number;
  readonly candidates: number;
}

/** A case with its rows, as a request and a pool have them. */
export interface RankingCase extends CaseName {
  readonly modelPath: string;
  readonly declarations: readonly FeatureDeclaration[];
  readonly items: FeatureTable;
  /** One per user. */
  readonly viewers: readonly ViewerFeatures[];
  /** LightGBM's raw scores by user. */
  readonly raw: readonly Float64Array[];
}

export function caseNames(folder: string): readonly CaseName[] {
  return catalogue(folder).cases;
}

export function readCase(folder: string, { name, world: worldName, ...rest }: CaseName): RankingCase {
  const world = catalogue(folder).worlds.find((one) => one.name === worldName);
  if (world === undefined) throw new Error(`${folder} has no world ${worldName}`);
  const size = rest.candidates;
  const of = (...scopes: FeatureDeclaration['scope'][]) =>
    world.features.filter(({ scope }) => scopes.includes(scope));
  const read = (file: string) => float64(join(folder, file));
  const items = read(`${worldName}.items.f64`);
  const users = read(`${worldName}.users.f64`);
  const cross = read(`${worldName}.cross.f64`);
  const raw = read(`${name}.raw.f64`);
  const own = of('user', 'context');
  const crossed = of('cross');
  const viewer = (user: number): ViewerFeatures => ({
    values: new Map(own.map((feature, index) => [feature.name, users[user * own.length + index] ?? NaN])),
    cross: new Map(
      crossed.map((feature, index) => {
        const from = (user * crossed.length + index) * world.items;
        return [feature.name, cross.slice(from, from + size)];
      }),
    ),
  });
  const everyUser = Array.from({ length: world.users }, (_, user) => user);
  return {
    ...rest,
    name,
    world: worldName,
    modelPath: join(folder, rest.model),
    declarations: world.features,
    items: {
      size,
      columns: new Map(
        of('asset').map((feature, index) => {
          const values = items.slice(index * world.items, index * world.items + size);
          return [feature.name, column(feature, values)];
        }),
      ),
    },
    viewers: everyUser.map(viewer),
    raw: everyUser.map((user) => raw.slice(user * size, (user + 1) * size)),
  };
}

/** Every value of the case, in the order of the model's features: what a walk from the root needs. */
export function rowsOf({ declarations, items, viewers }: RankingCase, user: number): Float64Array[] {
  const values: FeatureValues = viewers[user]?.values ?? new Map<string, number>();
  return Array.from({ length: items.size }, (_, row) =>
    Float64Array.from(declarations, ({ name }) => {
      const column = items.columns.get(name);
      const value = column?.values[row] ?? viewers[user]?.cross.get(name)?.[row] ?? values.get(name);
      return typeof value === 'string' ? Number(value.slice(1)) : (value ?? NaN);
    }),
  );
}

/** Categories are spelled as the store would have them, so that they are looked up as in production. */
function column({ kind }: FeatureDeclaration, values: Float64Array): FeatureColumn {
  if (kind === 'number') return { kind, values };
  return { kind, values: Array.from(values, (code) => (Number.isNaN(code) ? null : `c${code}`)) };
}

function catalogue(folder: string): { worlds: World[]; cases: CaseName[] } {
  return JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {
    worlds: World[];
    cases: CaseName[];
  };
}

function float64(path: string): Float64Array {
  const bytes = readFileSync(path);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
