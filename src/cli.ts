import './node-version.js';

const [{ act }, { program }] = await Promise.all([import('./cli/act.js'), import('./cli/program.js')]);
await program(act).parseAsync();
