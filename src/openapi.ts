import { writeFileSync } from 'node:fs';

import { offlineApiDocument } from './offline-api-document.js';

const document = await offlineApiDocument();
writeFileSync(new URL('../openapi.json', import.meta.url), `${JSON.stringify(document, null, 2)}\n`);
