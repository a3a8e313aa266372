import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface EndedCli {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * The command line as a person runs it, from the sources.
 *
 * @param folder working directory; holds the embedded store (`data`) and temporary files (`tmp`, to be there)
 */
export function runCli(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<EndedCli> {
  return startCli(folder, args, env).ended;
}

/** As {@link runCli}, for a test that has something to do with the process. */
export function startCli(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const repository = process.cwd();
  const loader = join(repository, 'test/typescript-loader.js');
  const child = spawn(process.execPath, ['--import', loader, join(repository, 'src/cli.ts'), ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: join(folder, 'data'),
      TMPDIR: join(folder, 'tmp'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<EndedCli>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
  });
  return { child, ended };
}
