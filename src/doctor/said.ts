/** An error in its own words, and the advice that it brings, if any. */
export interface Said {
  readonly words: string;
  readonly advice: string | undefined;
}

/** Takes the message of a store's error apart: `redis: not connected: what it says (what to do)`. */
export function said({ message }: Error): Said {
  const [, words = message, advice] = /^(.*?)(?: \(([^()]+ [^()]+)\))?$/s.exec(message) ?? [];
  return { words: words.replace(/^(?:redis|elasticsearch|sqlite): (?:not connected: )?/, ''), advice };
}
