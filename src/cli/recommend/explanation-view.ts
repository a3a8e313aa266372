import { byContribution } from '../../recommendation/dto/explanation.answer.js';
import type { RecommendedItem } from '../../recommendation/recommendation.js';
import { textTable } from '../text-table.js';
import { shortValue } from './short-value.js';

/** Lines for a person: per video a column that adds up to its raw score. Nothing for a video without explanation. */
export function explanationLines(items: readonly RecommendedItem[]): string[] {
  return items.flatMap(({ rank, videoId, explanation }) => {
    if (explanation === undefined) return [];
    const title = `${rank}. ${videoId}, ranked by ${explanation.ranker}`;
    if ('unavailable' in explanation) return ['', title, `  no explanation: ${explanation.unavailable}`];
    const { rawScore, expectedValue, features } = explanation;
    const rows = byContribution(features).map(({ name, value, unknownCategory, contribution }) => [
      name,
      `${shortValue(value)}${unknownCategory === true ? ' (unknown to the model)' : ''}`,
      signed(contribution),
    ]);
    const column = textTable(
      ['feature', 'value', 'contribution'],
      [['expected value', '', signed(expectedValue)], ...rows, ['= raw score', '', signed(rawScore)]],
    );
    return ['', title, ...column.map((line) => `  ${line}`)];
  });
}

function signed(number: number): string {
  const text = number.toFixed(4);
  return number > 0 ? `+${text}` : text;
}
