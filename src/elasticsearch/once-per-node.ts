import type { Client } from '@elastic/elasticsearch';

/**
 * For a caller in a hurry: where a node cannot be reached the next one is asked, at once, and none is asked twice.
 *
 * @returns options of a request
 */
export function oncePerNode(client: Client): { maxRetries: number } {
  return { maxRetries: client.connectionPool.size - 1 };
}
