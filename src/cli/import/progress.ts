import { Presets, SingleBar } from 'cli-progress';

const LINE_EVERY_MS = 5_000;

/** How far an import is. */
export interface Progress {
  /** Bytes read from the disk, in addition to those before. */
  read(bytes: number): void;
  rows(count: number): void;
  stop(): void;
}

/**
 * A bar on a terminal, otherwise a line every five seconds.
 *
 * @param total bytes of all files
 * @param out standard error: the result alone goes to standard output
 */
export function startProgress(total: number, out: NodeJS.WriteStream): Progress {
  return out.isTTY ? bar(total, out) : lines(total, out);
}

function bar(total: number, out: NodeJS.WriteStream): Progress {
  const shown = new SingleBar(
    {
      stream: out,
      format: '{bar} {percentage}% | {rows} rows | {eta_formatted} left',
      etaBuffer: 100,
      hideCursor: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  let rows = 0;
  shown.start(Math.max(1, total), 0, { rows });
  return {
    read: (bytes) => {
      shown.increment(bytes, { rows });
    },
    rows: (count) => {
      rows += count;
    },
    stop: () => {
      shown.stop();
    },
  };
}

function lines(total: number, out: NodeJS.WriteStream): Progress {
  let read = 0;
  let rows = 0;
  const timer = setInterval(() => {
    const percent = Math.floor((100 * read) / Math.max(1, total));
    out.write(`${percent}% of the files read, ${rows} rows\n`);
  }, LINE_EVERY_MS);
  timer.unref();
  return {
    read: (bytes) => {
      read += bytes;
    },
    rows: (count) => {
      rows += count;
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}
