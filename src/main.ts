import './node-version.js';
import './compile-cache.js';

const { serve } = await import('./serve.js');
await serve();
