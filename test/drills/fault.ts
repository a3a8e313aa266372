import { setTimeout as pause } from 'node:timers/promises';

import type { TcpProxy } from '../tcp-proxy.js';
import type { StoreServer } from './store-server.js';

/** A way in which a store fails. */
export interface Fault {
  readonly title: string;
  readonly begin: () => Promise<void>;
  /** Brings the store back; it is back when this returns. */
  readonly end: () => Promise<void>;
}

/** Its process is gone, and connecting is refused. */
export function refused(server: StoreServer): Fault {
  return {
    title: `${server.title} refused (kill -9, restarted)`,
    begin: () => server.signal('SIGKILL'),
    end: () => server.start(),
  };
}

/** It takes requests and never answers. */
export function hung(server: StoreServer): Fault {
  return {
    title: `${server.title} hung (SIGSTOP, SIGCONT)`,
    begin: () => server.signal('SIGSTOP'),
    end: () => server.signal('SIGCONT'),
  };
}

/** It answers, too late for the reads of a viewer. */
export function slow(server: StoreServer, proxy: TcpProxy, delayMs: number): Fault {
  return {
    title: `${server.title} slow (+${delayMs} ms)`,
    begin: () => {
      proxy.delayMs = delayMs;
      return Promise.resolve();
    },
    end: async () => {
      proxy.delayMs = 0;
      await pause(delayMs); // what was on its way
    },
  };
}
