import { z } from 'zod';

import type { SettingShape } from './setting.js';

type Values<S extends SettingShape> = Readonly<z.output<z.ZodObject<S>>>;

/** A class of settings: the injection token, the type of its values, and the schema they come from. */
export interface SettingsClass<S extends SettingShape = SettingShape> {
  readonly shape: S;
  new (values: Values<S>): Values<S>;
}

/**
 * Base class of one concern's settings. Properties carry the names of the environment variables, so
 * that one search finds code, documentation and deployment.
 *
 *     export class RetrievalSettings extends settings({ CANDIDATES_TO_RETRIEVE: integer(…) }) {}
 */
export function settings<S extends SettingShape>(shape: S): SettingsClass<S> {
  class Settings {
    static readonly shape = shape;
    constructor(values: Values<S>) {
      Object.assign(this, values);
      Object.freeze(this);
    }
  }
  return Settings as unknown as SettingsClass<S>;
}

/** Any concern's settings, to whoever treats them all alike. */
export interface AnySettingsClass {
  readonly name: string;
  readonly shape: SettingShape;
  new (values: never): object;
}
