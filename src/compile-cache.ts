import { enableCompileCache } from 'node:module';

/**
 * Imported before the rest: what Node compiles is kept in a folder under `TMPDIR`, or where `NODE_COMPILE_CACHE` says,
 * and the next start reads it from there. A folder that cannot be written to is no error; then every start compiles.
 */
enableCompileCache();
