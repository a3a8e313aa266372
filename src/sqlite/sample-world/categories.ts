/** What makes a category be watched to the end; effects are in log-odds. */
export interface Category {
  readonly name: string;
  /** Share of the catalogue, before scaling. */
  readonly weight: number;
  /** For everybody. */
  readonly ease: number;
  /** For viewers who watch a lot; the opposite for those who watch little. */
  readonly devoted: number;
  /** For viewers who usually finish what they start; the opposite for those who rarely do. */
  readonly patient: number;
  /** Lost for each e-fold of (1 + age / 3 days): news spoils, films do not. */
  readonly spoils: number;
  /** Hour (UTC) at which it is watched best; six hours away it makes no difference. */
  readonly hour: number;
}

export const CATEGORIES: readonly Category[] = [
  { name: 'news', weight: 14, ease: 0.5, devoted: -0.3, patient: -1.3, spoils: 0.5, hour: 8 },
  { name: 'music', weight: 13, ease: 0.3, devoted: -0.8, patient: -0.3, spoils: 0.05, hour: 16 },
  { name: 'sport', weight: 10, ease: 0.2, devoted: -0.1, patient: -1, spoils: 0.35, hour: 20 },
  { name: 'comedy', weight: 10, ease: 0.3, devoted: -0.7, patient: -0.6, spoils: 0.1, hour: 20 },
  { name: 'drama', weight: 9, ease: -0.2, devoted: -0.6, patient: 1.2, spoils: 0.1, hour: 21 },
  { name: 'film', weight: 8, ease: -0.4, devoted: 0, patient: 1.4, spoils: 0, hour: 23 },
  { name: 'gaming', weight: 7, ease: -0.2, devoted: 1.4, patient: -0.5, spoils: 0.15, hour: 1 },
  { name: 'kids', weight: 6, ease: 0.2, devoted: -0.2, patient: 0.3, spoils: 0, hour: 9 },
  { name: 'lifestyle', weight: 5, ease: 0, devoted: -0.8, patient: -0.2, spoils: 0.1, hour: 10 },
  { name: 'food', weight: 5, ease: 0, devoted: -0.6, patient: 0.2, spoils: 0, hour: 12 },
  { name: 'animation', weight: 4, ease: -0.1, devoted: 1, patient: 0.2, spoils: 0, hour: 17 },
  { name: 'travel', weight: 3, ease: -0.1, devoted: -0.4, patient: 0.5, spoils: 0, hour: 19 },
  { name: 'documentary', weight: 3, ease: -0.3, devoted: 0.9, patient: 1.1, spoils: 0, hour: 22 },
  { name: 'education', weight: 2, ease: -0.4, devoted: 1, patient: 0.4, spoils: 0, hour: 14 },
  { name: 'science', weight: 1.5, ease: -0.3, devoted: 1.3, patient: 0.7, spoils: 0, hour: 0 },
];
