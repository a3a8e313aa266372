import type { Writing } from './target-owner.js';

const REASONS: Readonly<Record<Writing, string>> = {
  import: 'was not created by an import; repeat with --into-existing to write into it',
  'sample world':
    'does not hold the sample world, which never mixes with anything else; empty it or name another',
};

/** A target holds something that others, or another command, made. */
export class ForeignTargetError extends Error {
  override readonly name = 'ForeignTargetError';

  /** @param writing what was going to be written */
  constructor(
    readonly target: string,
    writing: Writing = 'import',
  ) {
    super(`${target} exists and ${REASONS[writing]}`);
  }
}
