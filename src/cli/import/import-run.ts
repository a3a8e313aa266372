import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { ForeignTargetError } from '../../foreign-target-error.js';
import { StoreError } from '../../store-error.js';
import { type CommandIo, Interrupted } from '../command-io.js';
import { EXIT, type ExitCode, UsageError } from '../exit-code.js';
import { FileError } from '../rows/read-rows.js';
import { describeFile } from '../rows/source-file.js';
import { type FileToImport, importRows } from './import-rows.js';
import type { ImportSink } from './import-sink.js';
import { startProgress } from './progress.js';
import { defaultRejectsPath, Rejects } from './rejects.js';

/** One import, ready to go. */
export interface ImportRun {
  /** `import assets` */
  readonly command: string;
  readonly files: readonly FileToImport[];
  readonly sink: ImportSink;
  readonly rejectsPath: string | undefined;
  readonly intoExisting: boolean | undefined;
  /** Between the last row and {@link ImportSink.finish}. */
  readonly afterRows?: () => Promise<void>;
}

/**
 * Says what it is going to do, does it, and says what was done.
 *
 * @throws UsageError, ForeignTargetError, StoreError, FileError as long as nothing was written
 */
export async function runImport(io: CommandIo, run: ImportRun): Promise<ExitCode> {
  const { sink, files } = run;
  const rejects = await openRejects(io, run);
  sayPlan(io, run);
  await sink.open(run.intoExisting === true);
  const started = io.now();
  const progress = startProgress(
    files.reduce((sum, { file }) => sum + file.bytes, 0),
    io.progress,
  );
  let rows = 0;
  try {
    for (const file of files) rows += await importRows(file, { rejects, progress, signal: io.signal });
    await run.afterRows?.();
    await sink.finish();
  } catch (error) {
    progress.stop();
    await sink.settle();
    return stopped(io, sink, error);
  } finally {
    progress.stop();
    await rejects.close();
  }
  const seconds = Math.max(0.001, (io.now() - started) / 1_000);
  io.out(`${counted(sink.written())} written from ${number(rows)} rows in ${seconds.toFixed(1)} s`);
  if (rejects.count === 0) return EXIT.done;
  io.out(`${number(rejects.count)} rows rejected: ${rejects.path}`);
  return EXIT.partly;
}

async function openRejects(io: CommandIo, { command, files, rejectsPath }: ImportRun): Promise<Rejects> {
  const path = rejectsPath ?? defaultRejectsPath(command, new Date(io.now()));
  if (files.some(({ file }) => resolve(file.path) === resolve(path))) {
    throw new UsageError(`--rejects ${path}: that is a file to import`);
  }
  await access(dirname(resolve(path)), constants.W_OK).catch(() => {
    throw new UsageError(`--rejects ${path}: its folder is not there or cannot be written to`);
  });
  return new Rejects(path, (line) => {
    io.say(line);
  });
}

function sayPlan(io: CommandIo, { files, sink }: ImportRun): void {
  for (const { file, fields } of files) {
    const { ignored } = fields;
    const rest = ignored.length === 0 ? '' : `; not read: ${ignored.join(', ')}`;
    io.say(`${file.path}: ${describeFile(file)}${rest}`);
  }
  for (const target of sink.targets) io.say(`writing to ${target}`);
}

/** Says how far it came. */
function stopped(io: CommandIo, sink: ImportSink, error: unknown): ExitCode {
  const interrupted = error instanceof Interrupted;
  if (!interrupted && (!sink.attempted || !isExpected(error))) throw error;
  const confirmed = sink.attempted
    ? `${counted(sink.written())} are written for sure`
    : 'Nothing was written';
  io.say(`stopped: ${error.message}. ${confirmed}; running it again is safe`);
  return interrupted ? EXIT.interrupted : EXIT.stopped;
}

/** Errors of the world outside, as opposed to those of the program. */
export function isExpected(error: unknown): error is Error {
  return [UsageError, ForeignTargetError, StoreError, FileError].some((type) => error instanceof type);
}

function counted(counts: Readonly<Record<string, number>>): string {
  const named = Object.entries(counts)
    .map(([what, count]) => `${number(count)} ${what}`)
    .join(' and ');
  return named === '' ? 'nothing' : named;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
