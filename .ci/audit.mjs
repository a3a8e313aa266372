/**
 * Known vulnerabilities of production packages, in one line more than npm's own: a registry that cannot be asked is said
 * and passes, since that is a fault of the network; a finding fails.
 */
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
});
const report = JSON.parse(stdout);
if (report.auditReportVersion === undefined) {
  const reason = report.statusCode === undefined ? report.error?.code : `it answered ${report.statusCode}`;
  console.log(`npm audit: NOT RUN, the registry offers no audit (${reason ?? 'no reason given'})`);
} else {
  const found = Object.values(report.vulnerabilities);
  for (const { name, severity, range, via } of found) {
    const what = via.map((each) => each.title ?? `through ${each}`).join('; ');
    console.log(`${severity}: ${name} ${range}: ${what}`);
  }
  console.log(`npm audit: ${found.length} findings in production packages`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
