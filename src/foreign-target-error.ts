/** The target of an import holds something that an import did not make. */
export class ForeignTargetError extends Error {
  override readonly name = 'ForeignTargetError';

  constructor(readonly target: string) {
    super(`${target} exists and was not created by an import; repeat with --into-existing to write into it`);
  }
}
