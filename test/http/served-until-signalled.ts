import { setTimeout as pause } from 'node:timers/promises';

import 'reflect-metadata';

import { Injectable, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';

import { shutDownOnSignals } from '../../src/shutdown.js';
import { Edge, httpSettings, recommendation } from './edge.js';

/** A process for the tests of shutdown: answers slowly, and needs its store to the end. */
let connected = true;

@Injectable()
class Store implements OnModuleDestroy, OnApplicationShutdown {
  onModuleDestroy() {
    connected = false;
  }

  onApplicationShutdown() {
    process.stdout.write('closed\n');
  }
}

const edge = await Edge.start({}, [Store]);
edge.answer = async () => {
  process.stdout.write('asked\n');
  await pause(Number(process.env.ANSWER_AFTER_MS));
  if (!connected) throw new Error('the store is gone');
  return recommendation();
};
shutDownOnSignals(
  edge.app,
  httpSettings({
    SHUTDOWN_DELAY_MS: Number(process.env.SHUTDOWN_DELAY_MS ?? 0),
    SHUTDOWN_TIMEOUT_MS: Number(process.env.SHUTDOWN_TIMEOUT_MS ?? 10_000),
  }),
);
process.stdout.write(`port ${edge.port}\n`);
