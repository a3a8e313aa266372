import type { FastifyInstance } from 'fastify';

/** The fixed paths that exist and the methods that each takes. */
export class Routes {
  readonly #methods = new Map<string, Set<string>>();

  /** Learns every route that is added to `server` from now on. */
  learnFrom(server: FastifyInstance): void {
    server.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*') || url.includes(':')) return;
      const path = withoutTrailingSlash(url);
      const known = this.#methods.get(path) ?? new Set();
      for (const name of [method].flat()) known.add(name);
      this.#methods.set(path, known);
    });
  }

  /** Methods that the path of a URL takes, sorted; empty where no operation has it. */
  methodsAt(url: string): readonly string[] {
    const path = withoutTrailingSlash(url.split(/[?#;]/, 1)[0] ?? '');
    return [...(this.#methods.get(path) ?? [])].sort();
  }
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
