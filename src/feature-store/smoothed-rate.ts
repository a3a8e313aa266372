/** Pseudo-views that pull a rate towards the prior: the fewer views, the closer to it. */
export const SMOOTHING_VIEWS = { user: 10, asset: 20, category: 100 } as const;

/**
 * Share of views watched to completion, smoothed: `(completed + k·prior) / (views + k)`.
 *
 * @param completed views watched to completion, 0..views
 * @param views whole number, at least 0
 * @param k pseudo-views, see {@link SMOOTHING_VIEWS}
 * @param prior the overall rate, 0..1
 * @returns 0..1; evaluated exactly in this order, so that another computation gets the same bits
 */
export function smoothedRate(completed: number, views: number, k: number, prior: number): number {
  return (completed + k * prior) / (views + k);
}
