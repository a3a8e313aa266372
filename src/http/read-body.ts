import { validateSync } from 'class-validator';

import { Problem, type FieldError } from '../problems/problem.js';
import { compileRules, type CompiledRules } from './compiled-rules.js';

type BodyClass<T> = new () => T;

const SHOWN_FIELDS = 10;
const rulesOf = new WeakMap<BodyClass<object>, CompiledRules>();

/**
 * A parsed body as an instance of a class with validation rules; `null` means absent. Only the fields of the
 * class are read, whatever else is there is named in `unknown`.
 *
 * @throws Problem `invalid_body`, naming each field and the rule it breaks
 */
export function readBody<T extends object>(Body: BodyClass<T>, raw: unknown): { body: T; unknown: string[] } {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw invalid([{ field: 'body', rule: 'object', message: 'must be a JSON object' }]);
  }
  const { fields, kept } = rules(Body);
  const body = new Body();
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(raw)) {
    if (!fields.has(name)) unknown.push(name);
    else if (value !== null) body[name as keyof T] = value as T[keyof T];
  }
  if (kept(body)) return { body, unknown };
  const broken = validateSync(body, {
    stopAtFirstError: true,
    validationError: { target: false, value: false },
  });
  if (broken.length > 0) {
    throw invalid(
      broken.flatMap(({ property, constraints }) =>
        Object.entries(constraints ?? {}).map(([rule, message]) => ({ field: property, rule, message })),
      ),
    );
  }
  return { body, unknown };
}

/** @throws Problem `invalid_body` where there are fields that the operation does not have */
export function refuseUnknown(fields: readonly string[]): void {
  if (fields.length === 0) return;
  throw invalid(
    fields.slice(0, SHOWN_FIELDS).map((field) => ({
      field: field.slice(0, 64).toWellFormed(),
      rule: 'known_field',
      message: 'is not a field of this operation',
    })),
  );
}

function invalid(errors: readonly FieldError[]): Problem {
  const detail = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  return new Problem('invalid_body', detail, { errors });
}

function rules(Body: BodyClass<object>): CompiledRules {
  let known = rulesOf.get(Body);
  if (known === undefined) {
    known = compileRules(Body);
    rulesOf.set(Body, known);
  }
  return known;
}
