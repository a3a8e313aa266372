import './node-version.js';
import './compile-cache.js';

const { cli } = await import('./cli/run.js');
await cli();
