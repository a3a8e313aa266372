import { z } from 'zod';

import { settings } from './settings.js';

/** A feature that is kept in the store under its own name. */
interface NamedFeature {
  readonly name: string;
  readonly kind: 'number' | 'category';
}

const ACCEPTED = 'comma-separated names of fields, each a number, or `name:category`; letters, digits, _ . -';

function features(fallback: string, description: string) {
  return z
    .string()
    .default(fallback)
    .transform((line, context): readonly NamedFeature[] => {
      const found = line
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .map((part) => /^([\w.-]{1,64})(?::(number|category))?$/.exec(part));
      const named = found.flatMap((match) =>
        match === null
          ? []
          : [{ name: match[1] ?? '', kind: (match[2] ?? 'number') as NamedFeature['kind'] }],
      );
      const repeats = new Set(named.map(({ name }) => name)).size < named.length;
      if (named.length < found.length || repeats) {
        context.addIssue({ code: 'custom', message: `must be ${ACCEPTED}, none twice` });
        return z.NEVER;
      }
      return named;
    })
    .meta({ description, accepted: ACCEPTED });
}

/** Which fields of the stored records are features. */
export class FeatureStoreSettings extends settings({
  ASSET_FEATURES: features(
    'prob_pc_1_watch,video_vv,prob_asset_watch',
    'Fields of an asset’s record that are features. A further field becomes a feature by being named here.',
  ),
  USER_FEATURES: features(
    'prob_user_watch,user_vv',
    'Fields of a user’s record that are features. A further field becomes a feature by being named here.',
  ),
}) {}
