export { ForeignTargetError } from '../foreign-target-error.js';
import type { TargetOwner, Writing } from '../target-owner.js';
import type { AssetDocument, UserDocument } from './documents.js';

/** Writes to the asset and user index; used by the `import` commands only, never while serving. */
export abstract class CatalogueWriter {
  /** Where it writes, for people: store and index, no credentials. */
  abstract readonly assetTarget: string;
  abstract readonly userTarget: string;

  /** Who made the target; `null` where there is nothing yet. Changes nothing. @throws StoreError */
  abstract owner(kind: 'assets' | 'users'): Promise<TargetOwner | null>;

  /**
   * Makes the target ready.
   *
   * @param writing what is going to be written; an import unless said
   * @throws ForeignTargetError when it exists and was not made by the same kind of writing, and `intoExisting` is false
   */
  abstract open(kind: 'assets' | 'users', intoExisting: boolean, writing?: Writing): Promise<void>;

  /** Adds or replaces by id. @throws StoreError; what was written before stays */
  abstract writeAssets(assets: readonly AssetDocument[]): Promise<void>;
  abstract writeUsers(users: readonly UserDocument[]): Promise<void>;

  /** Makes everything written visible to readers. */
  abstract close(): Promise<void>;
}
