import './node-version.js';

const { cli } = await import('./cli/run.js');
await cli();
