import type { Window, Windows } from './under-load.js';
import { late } from './vegeta.js';

/** What went wrong under load: nothing may. */
export function failures(windows: Windows): string {
  const failed = each(windows, ({ failed: without, requests }) =>
    without > 0 ? `${without} of ${requests}` : undefined,
  );
  return failed.length === 0 ? 'every answer was 200' : `NOT answered with 200: ${failed.join(', ')}`;
}

/** Windows in which fewer requests were sent than asked for: their latencies are those of another load. */
export function invalid(windows: Windows): string[] {
  const windowsLate = each(windows, (window) =>
    late(window) ? `${window.rate.toFixed(1)} requests/s sent instead of ${window.asked ?? 0}` : undefined,
  );
  return windowsLate.length === 0 ? [] : [`INVALID windows: ${windowsLate.join('; ')}.`];
}

/** How many pools were built in each window, by load and server. */
export function refreshes(windows: Windows): string[] {
  return Object.entries(windows).flatMap(([load, byServer]) =>
    Object.entries(byServer).flatMap(([server, rounds]) => {
      const builds = rounds.flatMap(({ builds: built }) => built ?? []);
      if (builds.length === 0) return [];
      const said = builds.map((built) => (built === 0 ? '0 (NOT measured with refreshes)' : String(built)));
      return [`pools built within each measured window, ${server}, ${load}: ${said.join(', ')}.`];
    }),
  );
}

function each(windows: Windows, say: (window: Window) => string | undefined): string[] {
  return Object.entries(windows).flatMap(([load, byServer]) =>
    Object.entries(byServer).flatMap(([server, rounds]) =>
      rounds.flatMap((window, round) => {
        const said = say(window);
        return said === undefined ? [] : [`${server}, ${load}, round ${round + 1}: ${said}`];
      }),
    ),
  );
}
