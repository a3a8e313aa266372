import { join } from 'node:path';

import { type DynamicModule, Logger, Module } from '@nestjs/common';

import { Clock } from '../clock.js';
import { EmbeddedSettings } from '../settings/embedded.settings.js';
import { fillWithSampleWorld } from './fill-with-sample-world.js';
import { SqliteDatabase } from './sqlite-database.js';
import { SqliteProbe } from './sqlite.probe.js';

export interface SqliteOptions {
  /** Whether to fill an empty file with the sample world: for serving, not for an import. */
  readonly sampleWorld: boolean;
}

/** The embedded store's connection: open before anything reads from it, closed when the application has shut down. */
@Module({})
export class SqliteModule {
  static register({ sampleWorld }: SqliteOptions): DynamicModule {
    return {
      module: SqliteModule,
      providers: [
        SqliteProbe,
        {
          provide: SqliteDatabase,
          inject: [EmbeddedSettings, Clock],
          useFactory: (settings: EmbeddedSettings, clock: Clock) =>
            open(embeddedFile(settings), sampleWorld ? clock : undefined),
        },
      ],
      exports: [SqliteDatabase],
    };
  }
}

/** Path of the embedded store. */
export function embeddedFile({ DATA_DIR }: EmbeddedSettings): string {
  return join(DATA_DIR, 'upnext.sqlite');
}

function open(path: string, fillAt: Clock | undefined): SqliteDatabase {
  const logger = new Logger('Sqlite');
  const started = performance.now();
  const db = SqliteDatabase.open(path);
  if (fillAt !== undefined && fillWithSampleWorld(db, fillAt.now())) {
    logger.log(`${path}: made a sample world in ${(performance.now() - started).toFixed(0)} ms`);
  } else {
    logger.log(
      `${path}: ${{ empty: 'empty', sample: 'the sample world', imported: 'imported' }[db.content()]}`,
    );
  }
  return db;
}
