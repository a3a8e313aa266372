import type { AnySettingsClass } from './settings.js';

/** All settings of a process, checked, by class. */
export class LoadedSettings {
  readonly #byClass: ReadonlyMap<unknown, object>;

  constructor(
    byClass: ReadonlyMap<AnySettingsClass, object>,
    /** Things that probably were not meant, one a line; nothing that keeps the service from starting. */
    readonly warnings: readonly string[] = [],
  ) {
    this.#byClass = byClass;
  }

  /** The settings of one concern: `settings.get(RetrievalSettings).CANDIDATES_TO_RETRIEVE`. */
  get<T extends object>(settingsClass: new (values: never) => T): T {
    const found = this.#byClass.get(settingsClass);
    if (found === undefined) throw new Error(`${settingsClass.name} is not in ALL_SETTINGS`);
    return found as T;
  }
}
