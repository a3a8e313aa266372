import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LOOK_MS = 20;

/** A process that has ended. */
export interface TimedProcess {
  /** From its start to its end, in milliseconds. */
  readonly ms: number;
  /** Most memory that it had at a time, in MiB, as the kernel says shortly before its end; NaN where it does not say. */
  readonly peakMb: number;
  readonly out: string;
}

/** Runs a program of Node to its end. @throws Error for an exit code other than 0 */
export async function timedProcess(
  args: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<TimedProcess> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  let peakMb = NaN;
  const looking = setInterval(() => {
    peakMb = peakOf(child.pid) ?? peakMb;
  }, LOOK_MS);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}:\n${said}`);
    return { ms: performance.now() - start, peakMb, out };
  } finally {
    clearInterval(looking);
  }
}

function peakOf(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
  } catch {
    return undefined;
  }
}
