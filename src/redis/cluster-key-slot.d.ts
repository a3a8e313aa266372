/** The package brings no types of its own. */
declare module 'cluster-key-slot' {
  /** The slot of a key in a cluster, 0..16383. */
  export default function calculateSlot(key: string): number;
}
