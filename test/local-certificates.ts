import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of a certificate authority of a test's own, and of certificates that it signs. PEM. */
export class LocalCertificates {
  readonly folder = mkdtempSync(join(tmpdir(), 'upnext-certificates-'));
  readonly authority = join(this.folder, 'ca.pem');

  constructor() {
    this.#openssl('req', '-x509', '-subj', '/CN=Test authority', ...this.#newKey('ca'), '-out', 'ca.pem');
  }

  /** @param names as in the certificate: `DNS:localhost,IP:127.0.0.1` */
  server(name: string, names: string): { readonly certificate: string; readonly key: string } {
    writeFileSync(join(this.folder, `${name}.ext`), `subjectAltName=${names}\n`);
    this.#openssl('req', '-subj', `/CN=${name}`, ...this.#newKey(name), '-out', `${name}.csr`);
    this.#openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-extfile', `${name}.ext`, '-days', '2', '-out', `${name}.pem`],
    );
    return { certificate: join(this.folder, `${name}.pem`), key: join(this.folder, `${name}.key`) };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #newKey(name: string): string[] {
    return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`];
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'ignore' });
  }
}
