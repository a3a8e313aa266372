import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fillWithSampleWorld } from '../src/sqlite/fill-with-sample-world.js';
import { SampleWorld } from '../src/sqlite/sample-world/sample-world.js';
import { SqliteDatabase } from '../src/sqlite/sqlite-database.js';

/** The sample world in an embedded store of a suite's own, for the parts that the suite does not put elsewhere. */
export class SampleCatalogue {
  /** What it holds, also for other stores. */
  readonly contents: ReturnType<SampleWorld['contents']>;
  readonly #now = Date.now();
  #folder: string | undefined;

  constructor() {
    this.contents = new SampleWorld({ now: this.#now }).contents();
  }

  /** Settings by which it is examined: how fast the machine is at the moment is not what that is about. */
  get environment(): Record<string, string> {
    return {
      DATA_DIR: (this.#folder ??= this.#made()),
      EMBEDDED: 'true',
      MODEL_PATH: 'models/sample/model.txt',
      REQUEST_TIMEOUT_MS: '60000',
      USER_READ_TIMEOUT_MS: '60000',
      POOL_BUILD_TIMEOUT_MS: '600000',
    };
  }

  remove(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true });
  }

  #made(): string {
    const folder = mkdtempSync(join(tmpdir(), 'upnext-sample-'));
    const db = SqliteDatabase.open(join(folder, 'upnext.sqlite'));
    fillWithSampleWorld(db, this.#now);
    db.close();
    return folder;
  }
}
