import type { FeatureRecord, FeatureWriter } from '../../feature-store/feature-writer.js';
import type { CatalogueWriter } from '../../retrieval/catalogue-writer.js';
import type { AssetDocument, UserDocument } from '../../retrieval/documents.js';
import { WriteLanes } from './write-lanes.js';

/** About a megabyte each: two keep the store busy while the next fills, and smaller ones cost it more per document. */
const DOCUMENT_LANES = { lanes: 2, batchSize: 5_000 };
/** One pipeline each: the store is quick, and what waits for it costs the garbage collector. */
const FEATURE_LANES = { lanes: 2, batchSize: 500 };

/** Where an import writes to. */
export interface ImportSink {
  /** For people, said before anything is written. */
  readonly targets: readonly string[];
  /** @throws ForeignTargetError, StoreError */
  open(intoExisting: boolean): Promise<void>;
  /** Writes what is left, and makes everything visible to readers. @throws StoreError */
  finish(): Promise<void>;
  /** After a failure: waits for the writes under way, and writes no more. */
  settle(): Promise<void>;
  /** Records that the store has confirmed, by what they are. */
  written(): Readonly<Record<string, number>>;
  /** Whether the store was sent anything: what it did not confirm may be there all the same. */
  readonly attempted: boolean;
}

/** Documents of the asset or the user index. */
export class DocumentSink<D> implements ImportSink {
  readonly targets: readonly string[];
  readonly #lanes: WriteLanes<D>;

  private constructor(
    private readonly writer: CatalogueWriter,
    private readonly kind: 'assets' | 'users',
    private readonly idOf: (document: D) => string,
    write: (batch: readonly D[]) => Promise<void>,
  ) {
    this.targets = [kind === 'assets' ? writer.assetTarget : writer.userTarget];
    this.#lanes = new WriteLanes(write, DOCUMENT_LANES);
  }

  static assets(writer: CatalogueWriter): DocumentSink<AssetDocument> {
    return new DocumentSink(
      writer,
      'assets',
      ({ video_id }) => video_id,
      (batch) => writer.writeAssets(batch),
    );
  }

  static users(writer: CatalogueWriter): DocumentSink<UserDocument> {
    return new DocumentSink(
      writer,
      'users',
      ({ user_id }) => user_id,
      (batch) => writer.writeUsers(batch),
    );
  }

  get attempted(): boolean {
    return this.#lanes.attempted;
  }

  open(intoExisting: boolean): Promise<void> {
    return this.writer.open(this.kind, intoExisting);
  }

  add(document: D): Promise<void> | undefined {
    return this.#lanes.add(this.idOf(document), document);
  }

  async finish(): Promise<void> {
    await this.#lanes.flush();
    await this.writer.close();
  }

  settle(): Promise<void> {
    return this.#lanes.settle();
  }

  written() {
    return { [this.kind]: this.#lanes.written };
  }
}

type FeatureKind = 'assets' | 'users';

/** Features of assets, of users, or of both. */
export class FeatureSink implements ImportSink {
  readonly targets: readonly string[];
  readonly #lanes: Readonly<Record<FeatureKind, WriteLanes<FeatureRecord>>>;
  readonly #opened = new Set<FeatureKind>();
  #intoExisting = false;

  /**
   * @param kinds what is known to be written; the other kind is opened should a record of it come
   * @param say told of the target that is opened then
   */
  constructor(
    private readonly writer: FeatureWriter,
    private readonly kinds: readonly FeatureKind[],
    private readonly say: (line: string) => void,
  ) {
    this.targets = kinds.map((kind) => this.#target(kind));
    const lanes = (kind: FeatureKind) =>
      new WriteLanes<FeatureRecord>((batch) => writer.write(kind, batch), FEATURE_LANES);
    this.#lanes = { assets: lanes('assets'), users: lanes('users') };
  }

  get attempted(): boolean {
    return this.#lanes.assets.attempted || this.#lanes.users.attempted;
  }

  async open(intoExisting: boolean): Promise<void> {
    this.#intoExisting = intoExisting;
    for (const kind of this.kinds) await this.#open(kind);
  }

  add(kind: FeatureKind, record: FeatureRecord): Promise<void> | undefined {
    if (this.#opened.has(kind)) return this.#lanes[kind].add(record.id, record);
    this.say(`writing to ${this.#target(kind)}`);
    return this.#open(kind).then(() => this.#lanes[kind].add(record.id, record));
  }

  async finish(): Promise<void> {
    await this.#lanes.assets.flush();
    await this.#lanes.users.flush();
    await this.writer.close();
  }

  async settle(): Promise<void> {
    await Promise.all([this.#lanes.assets.settle(), this.#lanes.users.settle()]);
  }

  written() {
    const named = { assets: 'asset feature records', users: 'user feature records' };
    const kinds = (['assets', 'users'] as const).filter((kind) => this.#opened.has(kind));
    return Object.fromEntries(kinds.map((kind) => [named[kind], this.#lanes[kind].written]));
  }

  #target(kind: FeatureKind): string {
    return kind === 'assets' ? this.writer.assetTarget : this.writer.userTarget;
  }

  async #open(kind: FeatureKind): Promise<void> {
    await this.writer.open(kind, this.#intoExisting);
    this.#opened.add(kind);
  }
}
