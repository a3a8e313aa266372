import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { Histogram } from 'prom-client';

import { Metrics } from '../src/telemetry/metrics.js';

/** `name` of a metric, `labels` that the text asks it for or groups it by. */
const METRIC = /\b((?:upnext|process|nodejs)_[a-z0-9_]+)(?:\{([^}]*)\})?/g;

describe('what watches the service', () => {
  const { registry } = new Metrics();

  it.each(['deploy/grafana/upnext.json', 'deploy/helm/upnext/alerts.yaml'])(
    '%s asks for metrics and labels that there are',
    (path) => {
      const exported = labelsByName(registry);
      const asked = expressions(path);
      expect(asked.length).toBeGreaterThan(3);
      const unknown = asked.flatMap((expression) =>
        [...expression.matchAll(METRIC)].flatMap(([, name, selectors = '']) => {
          const labels = exported.get(name!);
          if (labels === undefined) return [name];
          const wanted = [...selectors.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => label!);
          return [...wanted, ...groups(expression)].filter((label) => !labels.includes(label));
        }),
      );
      expect(unknown).toEqual([]);
    },
  );

  it('shows every metric of ours', () => {
    const shown = expressions('deploy/grafana/upnext.json').join('\n');
    const ours = registry.getMetricsAsArray().filter(({ name }) => name.startsWith('upnext_'));
    expect(ours.length).toBeGreaterThan(10);
    expect(ours.filter(({ name }) => !shown.includes(name))).toEqual([]);
  });
});

/** A histogram exports its name with three endings. */
function labelsByName(registry: Metrics['registry']): Map<string, string[]> {
  return new Map(
    registry.getMetricsAsArray().flatMap((metric): [string, string[]][] => {
      const { name, labelNames } = metric as unknown as { name: string; labelNames: string[] };
      if (!(metric instanceof Histogram)) return [[name, labelNames]];
      return ['_bucket', '_sum', '_count'].map((ending) => [name + ending, [...labelNames, 'le']]);
    }),
  );
}

function expressions(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  if (path.endsWith('.json')) {
    const { panels } = JSON.parse(text) as { panels: { targets: { expr: string }[] }[] };
    return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  }
  return text
    .split('expr:')
    .slice(1)
    .map((rest) => rest.split(/\n\s+for:/)[0]!);
}

/** Labels of `by (…)`; an expression of two metrics divides one that has them by one that does not. */
function groups(expression: string): string[] {
  if (expression.includes('ignoring(')) return [];
  return [...expression.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels]) => labels!.split(/,\s*/));
}
