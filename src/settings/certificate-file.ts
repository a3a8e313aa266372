import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { optionalText } from './setting.js';

const ACCEPTED = 'path of a file of PEM certificates';

/** A setting that names a file of certificates in PEM form, one or several; it is read when settings are. */
export function certificateFile(meta: { readonly description: string }) {
  return optionalText({ ...meta, accepted: ACCEPTED }).superRefine((path, context) => {
    if (path === undefined) return;
    const problem = problemOf(path);
    if (problem !== undefined)
      context.addIssue({ code: 'custom', message: `must be ${ACCEPTED}: ${problem}` });
  });
}

function problemOf(path: string): string | undefined {
  try {
    // Reads the first one; the others are checked where they are used.
    new X509Certificate(readFileSync(path));
    return undefined;
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') return 'there is no such file';
    return code.startsWith('E') && !code.startsWith('ERR_') ? `cannot be read (${code})` : 'it holds none';
  }
}
