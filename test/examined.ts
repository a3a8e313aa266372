import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { examine } from '../src/doctor/doctor.js';
import type { CheckName, Finding, Level } from '../src/doctor/finding.js';
import { report, type Report } from '../src/doctor/report.js';
import type { Extensions } from '../src/extensions.js';
import { type Environment, parseSettings } from '../src/settings/parse-settings.js';

/** What the doctor says of a set-up, in this process. */
export class Examined {
  private constructor(readonly report: Report) {}

  static async of(environment: Environment, extensions: Extensions = {}): Promise<Examined> {
    const opened: INestApplicationContext[] = [];
    const findings: Finding[] = [];
    const startedAt = Date.now();
    try {
      await examine(
        {
          settings: () => Promise.resolve().then(() => parseSettings(environment)),
          start: async (module) => {
            const options = { logger: false, abortOnError: false } as const;
            const app = await NestFactory.createApplicationContext(module, options);
            opened.push(app);
            return app;
          },
          extensions,
          signal: new AbortController().signal,
          now: Date.now,
        },
        (finding) => findings.push(finding),
      );
    } finally {
      for (const app of opened) await app.close();
    }
    return new Examined(report(findings, startedAt, Date.now()));
  }

  /** `level check: found → advice`, of the levels asked. */
  lines(...levels: Level[]): string[] {
    return this.report.findings
      .filter(({ level }) => levels.length === 0 || levels.includes(level))
      .map(
        ({ level, check, found, advice }) =>
          `${level} ${check}: ${found}${advice === null ? '' : ` → ${advice}`}`,
      );
  }

  get problems(): string[] {
    return this.lines('problem');
  }

  get warnings(): string[] {
    return this.lines('warning');
  }

  /** Checks that could not be made. */
  get notChecked(): CheckName[] {
    return [...new Set(this.of('not_checked'))];
  }

  /** Checks that found something in order. */
  get ok(): CheckName[] {
    return [...new Set(this.of('ok'))];
  }

  private of(wanted: Level): CheckName[] {
    return this.report.findings.filter(({ level }) => level === wanted).map(({ check }) => check);
  }
}
