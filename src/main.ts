import './node-version.js';
import './compile-cache.js';

import { leaveOnSignals } from './early-signals.js';

leaveOnSignals();

const { serve } = await import('./serve.js');
await serve();
