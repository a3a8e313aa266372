import type { Extensions } from '../extensions.js';

/** Runs the command line of this process, with the modules of a team: their features are known to its commands. */
export async function cli(extensions: Extensions = {}): Promise<void> {
  const [{ act }, { program }] = await Promise.all([import('./act.js'), import('./program.js')]);
  await program((work) => act(work, extensions)).parseAsync();
}
