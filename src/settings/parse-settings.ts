import type { z } from 'zod';

import { ALL_SETTINGS, settingNames } from './all-settings.js';
import { LoadedSettings } from './loaded-settings.js';
import { misspeltSettings } from './misspelt-settings.js';
import { type SettingProblem, SettingsError, shown } from './setting-problem.js';
import { SETTING_RULES } from './setting-rules.js';
import { metaOf } from './setting.js';
import type { AnySettingsClass } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Typed settings from environment variables. Values are trimmed; an empty one counts as unset.
 *
 * @param notNeeded names of settings that may be unset where they otherwise may not
 * @throws SettingsError that lists every problem
 */
export function parseSettings(env: Environment, notNeeded: readonly string[] = []): LoadedSettings {
  const problems: SettingProblem[] = [];
  const byClass = new Map<AnySettingsClass, object>();
  for (const { settings } of ALL_SETTINGS) {
    const values = Object.entries(settings.shape).map(([name, schema]) => {
      const text = given(env, name);
      const result = schema.safeParse(text);
      if (result.success) return [name, result.data] as const;
      problems.push(problem(name, schema, text, adviceOf(schema, result.error)));
      return [name, schema.safeParse(undefined).data] as const;
    });
    byClass.set(settings, new settings(Object.fromEntries(values) as never));
  }
  const loaded = new LoadedSettings(byClass, warnings(env));
  problems.push(...brokenRules(loaded, env, new Set([...notNeeded, ...problems.map(({ name }) => name)])));
  if (problems.length > 0) throw new SettingsError(problems);
  return loaded;
}

function given(env: Environment, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === '' ? undefined : text;
}

/** A schema's own words where it has some; for a secret only what is accepted, as they might repeat it. */
function adviceOf(schema: z.ZodType, error: z.ZodError): string {
  const { accepted, secret } = metaOf(schema);
  const own = error.issues.find(({ message }) => message.startsWith('must '))?.message;
  return own === undefined || secret === true ? `must be ${accepted}` : own;
}

function problem(name: string, schema: z.ZodType, text: string | undefined, advice: string): SettingProblem {
  return { name, given: shown(text, metaOf(schema).secret === true), advice };
}

function brokenRules(
  loaded: LoadedSettings,
  env: Environment,
  untried: ReadonlySet<string>,
): SettingProblem[] {
  return SETTING_RULES.flatMap(({ name, dependsOn, advice }) => {
    if ([name, ...dependsOn].some((used) => untried.has(used))) return [];
    const needed = advice(loaded, given(env, 'NODE_ENV'));
    const schema = ALL_SETTINGS.map(({ settings }) => settings.shape[name]).find((found) => found);
    if (needed === undefined || schema === undefined) return [];
    return [problem(name, schema, given(env, name), needed)];
  });
}

function warnings(env: Environment): string[] {
  return misspeltSettings(Object.keys(env), settingNames()).map(
    ({ given: name, meant }) => `${name} is not a setting and has no effect: did you mean ${meant}?`,
  );
}
