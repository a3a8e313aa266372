import { ModelFileError } from './model-file-error.js';

interface Entry {
  readonly value: string;
  readonly line: number;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INFINITE = /^[+-]?inf$/;

/** The lines `key=value` of one part of a model file, read with messages that name file and line. */
export class LightgbmSection {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly file: string,
    /** Where the part begins, from 1. */
    private readonly line: number,
    private readonly title: string,
  ) {}

  /** Takes one line; a line without `=` is a flag. */
  add(text: string, line: number): void {
    const equals = text.indexOf('=');
    const key = equals < 0 ? text : text.slice(0, equals);
    if (!/^\w+$/.test(key)) this.fail('is no `key=value`: the file is corrupt', line);
    if (this.#entries.has(key)) this.fail(`has a second \`${key}\`: the file is corrupt`, line);
    this.#entries.set(key, { value: equals < 0 ? '' : text.slice(equals + 1), line });
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  text(key: string): string {
    return this.#entry(key).value;
  }

  /** Words between blanks. */
  words(key: string, count?: number): string[] {
    const { value, line } = this.#entry(key);
    const words = value.trim() === '' ? [] : value.trim().split(/\s+/);
    if (count !== undefined && words.length !== count) {
      this.fail(`\`${key}\` holds ${words.length} values where there must be ${count}`, line);
    }
    return words;
  }

  /** Finite decimal numbers. */
  numbers(key: string, count?: number): Float64Array {
    return this.#parse(key, count, (word) => {
      const number = NUMBER.test(word) ? Number(word) : NaN;
      return Number.isFinite(number) ? number : undefined;
    });
  }

  /** Decimal numbers and infinities, as C++ writes them. */
  bounds(key: string, count?: number): Float64Array {
    return this.#parse(key, count, (word) => {
      if (INFINITE.test(word)) return word.startsWith('-') ? -Infinity : Infinity;
      return NUMBER.test(word) ? Number(word) : undefined;
    });
  }

  /** Whole numbers within bounds, both included. */
  integers(key: string, min: number, max: number, count?: number): Float64Array {
    const { line } = this.#entry(key);
    const numbers = this.numbers(key, count);
    for (const number of numbers) {
      if (!Number.isInteger(number) || number < min || number > max) {
        this.fail(`\`${key}\` holds ${number}, which is no whole number from ${min} to ${max}`, line);
      }
    }
    return numbers;
  }

  integer(key: string, min: number, max: number): number {
    return this.integers(key, min, max, 1)[0] ?? NaN;
  }

  /** Refuses the file at the line of `key`, or at another one. */
  fail(reason: string, at?: string | number): never {
    const line = typeof at === 'string' ? this.#entries.get(at)?.line : at;
    throw new ModelFileError(this.file, line ?? this.line, `${this.title}: ${reason}`);
  }

  #parse(key: string, count: number | undefined, read: (word: string) => number | undefined): Float64Array {
    const { line } = this.#entry(key);
    return Float64Array.from(
      this.words(key, count),
      (word) =>
        read(word) ?? this.fail(`\`${key}\` holds "${clip(word)}", which is no number it can hold`, line),
    );
  }

  #entry(key: string): Entry {
    return this.#entries.get(key) ?? this.fail(`\`${key}=\` is missing`);
  }
}

function clip(word: string): string {
  return word.length <= 40 ? word : `${word.slice(0, 40)}…`;
}
