import type { StatementSync } from 'node:sqlite';

import { Injectable } from '@nestjs/common';

import { SqliteDatabase } from '../sqlite/sqlite-database.js';
import { answered } from '../sqlite/to-store-error.js';
import { Blacklist } from './blacklist.js';
import { UserIndex, type UserRecord } from './user-index.js';

/** Users in the embedded store. */
@Injectable()
export class SqliteUserIndex extends UserIndex {
  readonly #user: StatementSync;

  constructor(db: SqliteDatabase) {
    super();
    this.#user = db.prepare('SELECT country, blacklist FROM users WHERE user_id = ?');
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  override async find(userId: string, signal?: AbortSignal): Promise<UserRecord | null> {
    const row = answered('user index', signal, () => this.#user.get(userId));
    if (row === undefined) return null;
    const { country, blacklist } = row as { country: string | null; blacklist: string };
    return {
      country,
      blacklist: Blacklist.ofJson(blacklist) ?? Blacklist.of(JSON.parse(blacklist) as string[]),
    };
  }
}
