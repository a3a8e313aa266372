import { readFile } from 'node:fs/promises';

import { ModelFileError } from './model-file-error.js';

/** The bytes of a model file. @throws ModelFileError when it cannot be read */
export async function readModelFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new ModelFileError(path, null, `cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
