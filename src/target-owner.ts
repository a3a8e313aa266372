/** Which command of ours made a target and fills it; `other` where none did. */
export type TargetOwner = 'import' | 'sample world' | 'other';

/** Whoever writes says which of the two it is. */
export type Writing = Exclude<TargetOwner, 'other'>;
