/** What an import writes at most at once, and how much before it waits. */
export interface LaneOptions {
  /** Batches under way at the same time. */
  readonly lanes?: number;
  /** Records per batch. */
  readonly batchSize?: number;
}

interface Lane<T> {
  batch: T[];
  busy: Promise<void> | undefined;
}

/**
 * Writes records in batches, several at a time. Records of one id always take the same lane, one batch after the
 * other, so that of two rows with the same id the later one stays. Memory: two batches per lane.
 */
export class WriteLanes<T> {
  /** Records that the store has confirmed. */
  written = 0;
  /** Whether anything was sent. */
  attempted = false;
  readonly #lanes: readonly Lane<T>[];
  readonly #batchSize: number;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly write: (batch: readonly T[]) => Promise<void>,
    { lanes = 4, batchSize = 1_000 }: LaneOptions = {},
  ) {
    this.#lanes = Array.from({ length: lanes }, () => ({ batch: [], busy: undefined }));
    this.#batchSize = batchSize;
  }

  /**
   * Takes one record. Where it returns a promise, that must be awaited before the next record: the lane is full.
   *
   * @throws the error of an earlier write
   */
  add(id: string, record: T): Promise<void> | undefined {
    if (this.#failure !== undefined) throw this.#failure.error;
    const lane = this.#lanes[laneOf(id, this.#lanes.length)];
    if (lane === undefined) return undefined;
    lane.batch.push(record);
    if (lane.batch.length < this.#batchSize) return undefined;
    if (lane.busy === undefined) {
      this.#send(lane);
      return undefined;
    }
    return lane.busy.then(() => {
      this.#throwFailure();
      this.#send(lane);
    });
  }

  /** Writes what is left, and waits for everything. @throws the error of a write */
  async flush(): Promise<void> {
    for (const lane of this.#lanes) {
      await lane.busy;
      if (this.#failure === undefined && lane.batch.length > 0) this.#send(lane);
    }
    await this.settle();
    this.#throwFailure();
  }

  /** Waits for the batches under way, whatever becomes of them, and writes no more. */
  async settle(): Promise<void> {
    for (const { busy } of this.#lanes) await busy;
  }

  #send(lane: Lane<T>): void {
    const batch = lane.batch;
    this.attempted = true;
    lane.batch = [];
    lane.busy = this.write(batch).then(
      () => {
        this.written += batch.length;
        lane.busy = undefined;
      },
      (error: unknown) => {
        this.#failure ??= { error };
        lane.busy = undefined;
      },
    );
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

function laneOf(id: string, lanes: number): number {
  let hash = id.length;
  for (let index = Math.max(0, id.length - 4); index < id.length; index++) {
    hash = (hash * 31 + id.charCodeAt(index)) | 0;
  }
  return Math.abs(hash) % lanes;
}
