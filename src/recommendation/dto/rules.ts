import { ValidateBy, buildMessage } from 'class-validator';

const MAX_CHARACTERS = 128;
const COUNTRY = /^[A-Za-z]{2}$/;

const ID_RULE = `must be a well-formed string of 1 to ${MAX_CHARACTERS} characters or a safe integer`;

/** Whether a value names a user or a video: well-formed text of 1 to 128 characters, or a safe integer. */
export function isId(value: unknown): value is string | number {
  if (typeof value !== 'string') return Number.isSafeInteger(value);
  if (value.length === 0 || !value.isWellFormed()) return false;
  if (value.length <= MAX_CHARACTERS) return true;
  // Characters outside the basic plane count once and take two units.
  return value.length <= 2 * MAX_CHARACTERS && Array.from(value).length <= MAX_CHARACTERS;
}

export const IsId = () =>
  ValidateBy({ name: 'id', validator: { validate: isId, defaultMessage: buildMessage(() => ID_RULE) } });

export const IsCountryCode = () =>
  ValidateBy({
    name: 'country_code',
    validator: {
      validate: (value) => typeof value === 'string' && COUNTRY.test(value),
      defaultMessage: () => 'must be two letters, in any case (ISO 3166-1 alpha-2)',
    },
  });

export const IsWholeNumberBetween = (min: number, max: number) =>
  ValidateBy({
    name: 'whole_number',
    validator: {
      validate: (value) => Number.isInteger(value) && value >= min && value <= max,
      defaultMessage: () => `must be a whole number, ${min}..${max}`,
    },
  });

export const IsTrueOrFalse = () =>
  ValidateBy({
    name: 'boolean',
    validator: {
      validate: (value) => typeof value === 'boolean',
      defaultMessage: () => 'must be true or false',
    },
  });

export const IsIdList = (max: number) =>
  ValidateBy({
    name: 'id_list',
    validator: {
      validate: (value) => Array.isArray(value) && value.length <= max && value.every(isId),
      defaultMessage: (args) => {
        const value: unknown = args?.value;
        if (!Array.isArray(value) || value.length > max) return `must be an array of at most ${max} ids`;
        return `[${value.findIndex((id) => !isId(id))}] ${ID_RULE}`;
      },
    },
  });
