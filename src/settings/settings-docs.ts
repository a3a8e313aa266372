import { z } from 'zod';

import { ALL_SETTINGS, type Concern } from './all-settings.js';
import { metaOf } from './setting.js';

const EXAMPLE_HEAD = `# Settings of Upnext with their defaults. Copy to .env and change what you need: every line may be left out.
# The environment wins over .env; an empty value counts as unset.`;

/** Between these two lines of `docs/configuration.md` stands what {@link withSettingsTables} puts. */
const BEGIN = '<!-- settings: begin, written by `npm run docs:settings` -->';
const END = '<!-- settings: end -->';
const WIDTH = 100;

/** The text of `.env.example`: every setting with its default, by concern. */
export function settingsExample(): string {
  const concerns = ALL_SETTINGS.map(({ title, settings }) =>
    [`# --- ${title} ---`, ...Object.entries(settings.shape).map(exampleOf)].join('\n\n'),
  );
  return `${[EXAMPLE_HEAD, ...concerns].join('\n\n')}\n`;
}

function exampleOf([name, schema]: [string, z.ZodType]): string {
  const { description, accepted, unit, secret } = metaOf(schema);
  const facts = `Accepted: ${accepted}${unit === undefined ? '' : ` (${unit})`}.${secret === true ? ' Never logged.' : ''}`;
  const comment = [...wrapped(description), ...wrapped(facts)].map((line) => `# ${line}`);
  return [...comment, `${name}=${defaultOf(schema)}`].join('\n');
}

/** `page` with the tables of all settings in their place. @throws Error when it has no place for them */
export function withSettingsTables(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`there is no place for the settings: ${BEGIN} … ${END}`);
  const tables = ALL_SETTINGS.map(tableOf).join('\n\n');
  return `${page.slice(0, begin)}${BEGIN}\n\n${tables}\n\n${page.slice(end)}`;
}

function tableOf({ title, settings }: Concern): string {
  const rows = Object.entries(settings.shape).map(([name, schema]) => {
    const { description, accepted, unit, secret } = metaOf(schema);
    const value = defaultOf(schema);
    return [
      `\`${name}\``,
      value === '' ? 'unset' : `\`${value}\``,
      unit === undefined ? accepted : `${accepted} (${unit})`,
      secret === true ? `${description} Never logged.` : description,
    ];
  });
  return [`### ${title}`, '', ...aligned([['Setting', 'Default', 'Accepted', 'Meaning'], ...rows])].join(
    '\n',
  );
}

/** Rows of a Markdown table, the first one its head, in columns of even width. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const [head, ...body] = rows.map((row) =>
    line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0))),
  );
  return [head ?? '', line(widths.map((width) => '-'.repeat(width))), ...body];
}

/** The text that gives the default, empty where there is none. */
function defaultOf(schema: z.ZodType): string {
  const value = z.toJSONSchema(schema, { io: 'input' }).default ?? schema.parse(undefined);
  return value === undefined ? '' : (value as string | number | boolean | string[]).toString();
}

function wrapped(text: string): string[] {
  return text.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) {
      lines.splice(-1, 1, `${last} ${word}`);
    } else {
      lines.push(word);
    }
    return lines;
  }, []);
}
