import { z } from 'zod';

import { settings } from './settings.js';

const ENTRY = /^(?<name>[^\s,:"[\]{}]{1,128})(?<category>:category)?$/;
const ACCEPTED =
  'comma-separated hash fields, each once: `name` (a number) or `name:category`; no spaces, colons, double quotes or brackets in a name';

/** A field of a stored record that is a feature, and how its text is read. */
export interface ConfiguredFeature {
  readonly name: string;
  readonly kind: 'number' | 'category';
}

function features(fallback: string, description: string) {
  return z
    .string()
    .transform((line, context): readonly ConfiguredFeature[] => {
      const found = new Map<string, ConfiguredFeature>();
      const refuse = (reason: string) => {
        context.addIssue({ code: 'custom', message: `must be ${ACCEPTED}: ${reason}` });
      };
      for (const entry of line.split(',').map((part) => part.trim())) {
        if (entry === '') continue;
        const { name, category } = ENTRY.exec(entry)?.groups ?? {};
        if (name === undefined) refuse(`${entry} is none`);
        else if (found.has(name)) refuse(`${name} is there twice`);
        else found.set(name, { name, kind: category === undefined ? 'number' : 'category' });
      }
      return [...found.values()];
    })
    .prefault(fallback)
    .meta({ description, accepted: ACCEPTED });
}

/** Which fields of the stored records are features: a further one needs its name here, and no code. */
export class FeatureStoreSettings extends settings({
  ASSET_FEATURES: features(
    'prob_pc_1_watch,video_vv,prob_asset_watch',
    "Fields of an asset's record that are features, under the names that the model knows them by. A further field becomes a feature by being named here.",
  ),
  USER_FEATURES: features(
    'prob_user_watch,user_vv',
    "Fields of a user's record that are features. A further field becomes a feature by being named here; no name may be an asset feature too.",
  ),
}) {}
