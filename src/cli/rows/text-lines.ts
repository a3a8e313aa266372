/** Longer lines are cut after this many UTF-16 units plus one, so that memory stays bounded. */
export const MAX_LINE_LENGTH = 1_048_576;

/** Lines that follow each other. */
export interface Lines {
  /** Number of the first one, from 1. */
  readonly first: number;
  readonly texts: readonly string[];
}

/**
 * Text lines of a byte stream (UTF-8, with or without BOM; LF or CRLF), as many at a time as a chunk completes.
 * Bytes that are not UTF-8 become U+FFFD.
 */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Lines> {
  const decoder = new TextDecoder('utf-8');
  let first = 1;
  let rest = '';
  for await (const chunk of chunks) {
    const texts = decoder.decode(chunk, { stream: true }).split('\n');
    texts[0] = cut(rest + (texts[0] ?? ''));
    rest = cut(texts.pop() ?? '');
    if (texts.length === 0) continue;
    yield { first, texts: texts.map(withoutCarriageReturn) };
    first += texts.length;
  }
  rest += decoder.decode();
  if (rest !== '') yield { first, texts: [withoutCarriageReturn(rest)] };
}

function cut(text: string): string {
  return text.length > MAX_LINE_LENGTH ? text.slice(0, MAX_LINE_LENGTH + 1) : text;
}

function withoutCarriageReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
