import type { LoadedSettings } from './loaded-settings.js';

/** Something that several settings must agree on. */
export interface SettingRule {
  /** The setting that a violation is reported for. */
  readonly name: string;
  /** The others that it depends on; where one of them has a problem of its own, the rule is not tried. */
  readonly dependsOn: readonly string[];
  /**
   * What is needed, or `undefined` when all is well.
   * @param nodeEnv `NODE_ENV`: `production` in the container image
   */
  readonly advice: (settings: LoadedSettings, nodeEnv: string | undefined) => string | undefined;
}

/** Makes rules about the settings of one class alone. */
export function rulesOf<S extends object>(settingsClass: new (values: never) => S) {
  return (
    name: string,
    dependsOn: readonly string[],
    advice: (settings: S) => string | undefined,
  ): SettingRule => ({ name, dependsOn, advice: (all) => advice(all.get(settingsClass)) });
}
