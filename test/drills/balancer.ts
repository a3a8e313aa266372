import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ENGINES = fileURLToPath(new URL('../engines/', import.meta.url));

/**
 * What the balancer balances: `requests`, over connections of its own, as an ingress or an AWS load balancer does;
 * `connections` of the callers, as a Service of Kubernetes does.
 */
export type Balancing = 'requests' | 'connections';

/** HAProxy in front of replicas. It asks each whether it is ready, every 2 s as the chart does, and retries nothing. */
export class Balancer {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(balancing: Balancing, replicas: readonly string[], folder: string): Promise<Balancer> {
    await run('bash', ['-euc', 'source "$0/processes.sh"; install_package haproxy haproxy', ENGINES]);
    const port = (await run(join(ENGINES, 'free-port.sh'))).stdout.trim();
    const file = join(folder, `haproxy-${balancing}.cfg`);
    await writeFile(file, configuration(balancing, port, replicas));
    const child = spawn('haproxy', ['-q', '-db', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] });
    const balancer = new Balancer(`http://127.0.0.1:${port}`, child);
    while (!(await fetch(`${balancer.url}/health/live`).catch(() => undefined))?.ok) {
      if (child.exitCode !== null) throw new Error(`HAProxy ended with ${child.exitCode}`);
      await pause(100);
    }
    return balancer;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}

function configuration(balancing: Balancing, port: string, replicas: readonly string[]): string {
  return `
global
  maxconn 1000
defaults
  mode ${balancing === 'requests' ? 'http' : 'tcp'}
  timeout connect 1s
  timeout client 60s
  timeout server 60s
  retries 0
frontend callers
  bind 127.0.0.1:${port}
  default_backend replicas
backend replicas
  balance roundrobin
  option httpchk GET /health/ready
  timeout check 1s
  default-server check inter 2s fall 2 rise 1
${replicas.map((replica) => `  server at${replica} 127.0.0.1:${replica}`).join('\n')}
`;
}
