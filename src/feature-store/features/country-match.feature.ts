import type { Asset } from '../../retrieval/asset.js';
import { type CrossFeature, type CrossFeatureFill, Feature } from '../feature.js';

const NO_COUNTRY = -1;
const COUNTRY_OF_NO_ASSET = -2;

/**
 * 1 where the viewer's country is among the asset's production countries, else 0. NaN where either is
 * unknown: that says nothing about a match, and a model may have learned what an unknown one means.
 */
@Feature({
  name: 'country_match',
  scope: 'cross',
  kind: 'number',
  description: "1 where the viewer's country is one of the asset's production countries, else 0.",
})
export class CountryMatchFeature implements CrossFeature {
  /** Countries become numbers here, so that a request compares numbers only. */
  prepare(assets: readonly Asset[]): CrossFeatureFill {
    const codes = new Map<string, number>();
    const codeOf = (country: string): number => {
      const code = codes.get(country) ?? codes.size;
      codes.set(country, code);
      return code;
    };
    const first = new Int32Array(assets.length).fill(NO_COUNTRY);
    const further: { row: number; code: number }[] = [];
    for (const [row, { productionCountries }] of assets.entries()) {
      for (const [index, country] of productionCountries.entries()) {
        const code = codeOf(country);
        if (index === 0) first[row] = code;
        else further.push({ row, code });
      }
    }
    const furtherRows = Int32Array.from(further, ({ row }) => row);
    const furtherCodes = Int32Array.from(further, ({ code }) => code);

    return ({ country }, out) => {
      if (country === null) {
        out.fill(NaN);
        return;
      }
      const wanted = codes.get(country) ?? COUNTRY_OF_NO_ASSET;
      for (let row = 0; row < first.length; row += 1) {
        const code = first[row];
        out[row] = code === NO_COUNTRY ? NaN : code === wanted ? 1 : 0;
      }
      for (let i = 0; i < furtherRows.length; i += 1) {
        const row = furtherRows[i];
        if (row !== undefined && furtherCodes[i] === wanted) out[row] = 1;
      }
    };
  }
}
