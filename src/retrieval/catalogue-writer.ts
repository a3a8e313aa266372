export { ForeignTargetError } from '../foreign-target-error.js';
import type { AssetDocument, UserDocument } from './documents.js';

/** Writes to the asset and user index; used by imports only, never while serving. */
export abstract class CatalogueWriter {
  /** Where it writes, for people: store and index, no credentials. */
  abstract readonly assetTarget: string;
  abstract readonly userTarget: string;

  /**
   * Makes the target ready.
   * @throws ForeignTargetError when it exists, was not made by an import, and `intoExisting` is false
   */
  abstract open(kind: 'assets' | 'users', intoExisting: boolean): Promise<void>;

  /** Adds or replaces by id. @throws StoreError; what was written before stays */
  abstract writeAssets(assets: readonly AssetDocument[]): Promise<void>;
  abstract writeUsers(users: readonly UserDocument[]): Promise<void>;

  /** Makes everything written visible to readers. */
  abstract close(): Promise<void>;
}
