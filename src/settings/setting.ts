import { z } from 'zod';

/** What the documentation says of a setting, beside the schema that checks it. */
export interface SettingMeta {
  /** One or two sentences for `.env.example` and `docs/configuration.md`. */
  readonly description: string;
  /** What a value may be, in words: `1..10000`, `true or false`, `host or URL`. */
  readonly accepted: string;
  readonly unit?: string;
  /** Never logged, never printed. */
  readonly secret?: boolean;
}

/** Environment variable name → schema from its text (`undefined` when unset) to its typed value. */
export type SettingShape = Record<string, z.ZodType>;

type Described = Omit<SettingMeta, 'accepted'>;

/** A whole number within bounds. */
export function integer(min: number, max: number, fallback: number, meta: Described) {
  const accepted = `a whole number, ${min}..${max}`;
  return z
    .string()
    .regex(/^[+-]?\d+$/, `must be ${accepted}`)
    .transform(Number)
    .pipe(z.number().min(min, `must be ${accepted}`).max(max, `must be ${accepted}`))
    .default(fallback)
    .meta({ ...meta, accepted });
}

/** A port without a default: `undefined` when unset. */
export function optionalPort(meta: Described) {
  const accepted = 'a whole number, 1..65535';
  return z
    .string()
    .regex(/^\d+$/, `must be ${accepted}`)
    .transform(Number)
    .pipe(z.number().min(1, `must be ${accepted}`).max(65_535, `must be ${accepted}`))
    .optional()
    .meta({ ...meta, accepted });
}

/** A decimal number within bounds. */
export function decimal(min: number, max: number, fallback: number, meta: Described) {
  const accepted = `a number, ${min}..${max}`;
  return z
    .string()
    .regex(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, `must be ${accepted}`)
    .transform(Number)
    .pipe(z.number().min(min, `must be ${accepted}`).max(max, `must be ${accepted}`))
    .default(fallback)
    .meta({ ...meta, accepted });
}

export function boolean(fallback: boolean, meta: Described) {
  const accepted = 'true or false';
  return z
    .enum(['true', 'false'], `must be ${accepted}`)
    .transform((text) => text === 'true')
    .default(fallback)
    .meta({ ...meta, accepted });
}

/** One of a closed list. */
export function oneOf<const V extends readonly [string, ...string[]]>(
  values: V,
  fallback: V[number],
  meta: Described,
) {
  const accepted = `one of ${values.join(', ')}`;
  return z
    .enum(values, `must be ${accepted}`)
    .default(fallback as never)
    .meta({ ...meta, accepted });
}

/** Free text with a default. */
export function text(fallback: string, meta: Described & { accepted?: string }) {
  return z
    .string()
    .default(fallback)
    .meta({ accepted: 'text', ...meta });
}

/** Free text without a default: `undefined` when unset. */
export function optionalText(meta: Described & { accepted?: string }) {
  return z
    .string()
    .optional()
    .meta({ accepted: 'text', ...meta });
}

/**
 * Text that is read where it is used; `undefined` when unset.
 *
 * @param read throws an Error that says what is wrong with a text
 */
export function textReadBy(read: (text: string) => unknown, meta: Described & { accepted: string }) {
  return optionalText(meta).superRefine((text, context) => {
    if (text === undefined) return;
    try {
      read(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    }
  });
}

/** Comma-separated names, trimmed, without repeats. */
export function list(fallback: readonly string[], meta: Described & { accepted?: string }) {
  return z
    .string()
    .transform((line) =>
      [...new Set(line.split(',').map((part) => part.trim()))].filter((part) => part !== ''),
    )
    .default([...fallback])
    .meta({ accepted: 'comma-separated names', ...meta });
}

/** What the documentation says of a setting. @throws Error for a schema without it */
export function metaOf(schema: z.ZodType): SettingMeta {
  const meta = schema.meta();
  if (typeof meta?.description !== 'string' || typeof meta.accepted !== 'string') {
    throw new Error('a setting without description or accepted values');
  }
  return meta as unknown as SettingMeta;
}
