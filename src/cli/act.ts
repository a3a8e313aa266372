import type { DynamicModule, INestApplicationContext, LoggerService } from '@nestjs/common';

import { type Extensions, settingsNotNeeded } from '../extensions.js';
import { loadSettings } from '../settings/load-settings.js';
import { startFailure } from '../start-failure.js';
import { type CommandIo, Interrupted } from './command-io.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { isExpected } from './import/import-run.js';
import { StderrLog } from './stderr-log.js';

/**
 * Runs a command's work in this process: standard output and error, Ctrl-C, the application with the settings
 * of the environment. What went wrong is said, and becomes the process' exit code.
 */
export async function act(work: (io: CommandIo) => Promise<ExitCode>, extensions: Extensions): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const interrupt = new AbortController();
  const onSignal = () => {
    interrupt.abort(new Interrupted());
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, onSignal);
  const opened: INestApplicationContext[] = [];
  const started = async (module: DynamicModule, logger: LoggerService | false) => {
    const { NestFactory } = await import('@nestjs/core');
    const app = await NestFactory.createApplicationContext(module, { logger, abortOnError: false });
    opened.push(app);
    return app;
  };
  const settings = once(() => loadSettings(settingsNotNeeded(extensions)));
  const io: CommandIo = {
    out: (line) => process.stdout.write(`${line}\n`),
    say,
    progress: process.stderr,
    signal: interrupt.signal,
    now: Date.now,
    settings,
    open: async (role) => {
      const { AppModule } = await import('../app.module.js');
      const module = AppModule.register({ settings: await settings(), role, ...extensions });
      return started(module, new StderrLog(say));
    },
    start: (module) => started(module, false),
    extensions,
  };
  try {
    process.exitCode = await work(io);
  } catch (error) {
    const { message, code } = failure(error);
    say(message);
    process.exitCode = code;
  } finally {
    for (const app of opened) await app.close();
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeListener(name, onSignal);
  }
}

function failure(error: unknown): { message: string; code: ExitCode } {
  if (error instanceof Interrupted) return { message: 'interrupted', code: EXIT.interrupted };
  if (isExpected(error)) return { message: error.message, code: EXIT.nothingDone };
  const message = startFailure(error);
  // What people can put right is told without a stack, and comes before any work; a mistake of ours may come anywhere.
  const expected = error instanceof Error && message === error.message;
  return { message, code: expected ? EXIT.nothingDone : EXIT.stopped };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
