import type { Logger } from '@nestjs/common';

import type { Metrics } from '../telemetry/metrics.js';
import type { FeatureColumn, FeatureTable, FeatureValues } from './feature-column.js';
import type { StoredFeature } from './feature-store.js';
import { parseFeatureCategory, parseFeatureNumber } from './feature-value.js';

/** Stored texts of one record in the order of the features, `null` where absent; `null` for no record at all. */
export type StoredRow = readonly (string | null | undefined)[] | null;

/**
 * Makes features of stored texts, the same for every store. A malformed number is a missing one: counted,
 * and warned of once per field.
 */
export class StoredValues {
  readonly #warned = new Set<string>();

  constructor(
    private readonly store: 'redis' | 'sqlite',
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** One column per feature, one row per record. */
  table(features: readonly StoredFeature[], rows: readonly StoredRow[]): FeatureTable {
    return {
      size: rows.length,
      columns: new Map(features.map((feature, index) => [feature.name, this.#column(feature, index, rows)])),
    };
  }

  /** One record. */
  values(features: readonly StoredFeature[], row: StoredRow): FeatureValues {
    return new Map(
      features.map((feature, index) => {
        const text = row?.[index];
        return [
          feature.name,
          feature.kind === 'number' ? this.#number(feature, text) : parseFeatureCategory(text),
        ];
      }),
    );
  }

  #column(feature: StoredFeature, index: number, rows: readonly StoredRow[]): FeatureColumn {
    return feature.kind === 'number'
      ? {
          kind: 'number',
          values: Float64Array.from(rows, (row) => this.#number(feature, row?.[index])),
        }
      : { kind: 'category', values: rows.map((row) => parseFeatureCategory(row?.[index])) };
  }

  #number({ name }: StoredFeature, text: string | null | undefined): number {
    const value = parseFeatureNumber(text);
    if (value !== undefined) return value;
    this.metrics.skippedRecords.inc({ store: this.store, reason: 'malformed_number' });
    if (!this.#warned.has(name)) {
      this.#warned.add(name);
      const sample = JSON.stringify(text?.slice(0, 40));
      this.logger.warn(
        `feature ${name} holds text that is not a number, as ${sample}: such values are missing`,
      );
    }
    return NaN;
  }
}
