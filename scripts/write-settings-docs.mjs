// Writes what the documentation says of the settings from the built service: `npm run docs:settings`.
import { readFileSync, writeFileSync } from 'node:fs';

import { settingsExample, withSettingsTables } from '../dist/settings/settings-docs.js';

const PAGE = 'docs/configuration.md';

writeFileSync('.env.example', settingsExample());
writeFileSync(PAGE, withSettingsTables(readFileSync(PAGE, 'utf8')));
