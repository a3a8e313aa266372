import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '../..');
const PACKED_FROM = [
  '.swcrc',
  'LICENSE',
  'README.md',
  'api',
  'api-extractor.json',
  'models/sample/model.txt',
  'nest-cli.json',
  'package.json',
  'src',
  'tsconfig.build.json',
  'tsconfig.json',
  'tsconfig.types.json',
];

/** A package of another team, built on Upnext's tarball as `npm install` unpacks it. */
export class HomePage {
  private constructor(
    private readonly folder: string,
    /** What the tarball holds. */
    readonly packed: readonly string[],
  ) {}

  /** Packs a copy of the checkout, so that `dist/` stays as it is; the packages are those of the checkout. */
  static async build(): Promise<HomePage> {
    const folder = await mkdtemp(join(tmpdir(), 'upnext-home-page-'));
    const checkout = join(folder, 'checkout');
    for (const path of PACKED_FROM) await cp(join(ROOT, path), join(checkout, path), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const packing = ['pack', '--loglevel=error', '--pack-destination', folder];
    const said = await told('npm', packing, checkout);

    const home = join(folder, 'home-page');
    const installed = join(home, 'node_modules/upnext');
    await mkdir(installed, { recursive: true });
    const tarball = join(folder, /upnext-[\d.]+\.tgz/.exec(said)![0]);
    await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
    await cp(join(HERE, 'home-page'), home, { recursive: true });
    await cp(join(HERE, 'watchlist'), join(home, 'src'), { recursive: true });
    await told('npm', ['run', 'build'], home);
    const { stdout } = await run('tar', ['-tzf', tarball]);
    return new HomePage(home, stdout.trim().split('\n'));
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  /** Runs one of its scripts to the end. @throws Error with its output where it fails */
  async run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
    return told(process.execPath, args, this.folder, env);
  }

  /** Serves with one of its entry points, until stopped. */
  async serve(script: string, env: NodeJS.ProcessEnv): Promise<Serving> {
    const child = spawn(process.execPath, [script], {
      cwd: this.folder,
      env: { PATH: process.env.PATH, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      said.push(line);
      const greeting = /serving on (http:\/\/[\d.:]+),.*/.exec(line);
      if (greeting === null) continue;
      child.stdout.resume();
      return new Serving(greeting[1]!, greeting[0], child);
    }
    throw new Error(`it ended: ${said.join('\n')}`);
  }

  async remove(): Promise<void> {
    await rm(join(this.folder, '..'), { recursive: true });
  }
}

/** The team's service, listening. */
export class Serving {
  constructor(
    readonly url: string,
    readonly greeting: string,
    private readonly child: ChildProcess,
  ) {}

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}

async function told(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  try {
    const { PATH, HOME } = process.env;
    return (await run(command, args, { cwd, env: { PATH, HOME, ...env } })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}
