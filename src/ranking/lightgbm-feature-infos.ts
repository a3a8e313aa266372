import type { FeatureInfo } from './lightgbm-model.js';
import type { LightgbmSection } from './lightgbm-section.js';

const RANGE = /^\[([^:\]]+):([^:\]]+)\]$/;
const CODES = /^-?\d+(:-?\d+)*$/;

/**
 * Reads `feature_infos`: `[min:max]` of a number, `a:b:c` the codes of a category, `none` for a feature that was
 * constant in training.
 *
 * @throws ModelFileError
 */
export function parseFeatureInfos(header: LightgbmSection, featureCount: number): FeatureInfo[] {
  return header.words('feature_infos', featureCount).map((word) => {
    if (word === 'none') return { kind: 'unused' };
    const range = RANGE.exec(word);
    if (range !== null) return { kind: 'number', min: bound(range[1]), max: bound(range[2]) };
    if (CODES.test(word)) return { kind: 'category', codes: word.split(':').map(Number) };
    return header.fail(
      `\`feature_infos\` holds "${word.slice(0, 40)}", which is neither range nor codes`,
      'feature_infos',
    );
  });
}

/** C++ writes infinities as `inf`; what the bounds are otherwise decides nothing. */
function bound(text = ''): number {
  return text.endsWith('inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
}
