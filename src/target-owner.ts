/** Commands of ours that fill a target. */
export const WRITINGS = ['import', 'sample world'] as const;

/** Whoever writes says which of them it is. */
export type Writing = (typeof WRITINGS)[number];

/** Which command made a target and fills it; `other` where none of ours did. */
export type TargetOwner = Writing | 'other';
