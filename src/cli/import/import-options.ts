import { type Command, InvalidArgumentError } from 'commander';

/** Options that every import has. */
export interface ImportOptions {
  readonly map?: readonly string[];
  readonly set?: readonly string[];
  readonly rejects?: string;
  readonly intoExisting?: boolean;
  readonly delimiter: string;
}

/** Adds the options of {@link ImportOptions}. */
export function withImportOptions(command: Command): Command {
  return command
    .argument('<file...>', 'CSV with a header or JSON Lines, gzip or not')
    .option('--map <field=column>', 'read a field from a column of another name; repeatable', collect)
    .option('--set <field=value>', 'give a field the same value in every row; repeatable', collect)
    .option('--delimiter <character>', 'between the columns of CSV; "tab" for tabs', oneCharacter, ',')
    .option('--rejects <path>', 'where rejected rows go (default: a new *.rejects.jsonl in this folder)')
    .option('--into-existing', 'write into a target that an import did not make');
}

/** Of imports with fields that can have several values. */
export const LIST_SEPARATOR = ['--list-separator <text>', 'between several values in one text', '|'] as const;

export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

function oneCharacter(value: string): string {
  if (value === 'tab' || value === '\\t') return '\t';
  if (value.length !== 1 || value === '"' || value === '\n' || value === '\r') {
    throw new InvalidArgumentError('It must be one character, not a quote.');
  }
  return value;
}

/** Help that stands below every import. */
export const IMPORT_EXIT_CODES = `
Exit codes:
  0    everything was written
  1    written, except for rejected rows
  2    nothing was written: wrong usage, file, settings or target
  3    stopped halfway, a store or a file failed: what was written stays, run it again
  130  interrupted: likewise`;
