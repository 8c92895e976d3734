/** A private certificate authority, as many companies have one, and a certificate of it for this machine. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './git.ts'

export interface Authority {
  /** The path of its certificate, in PEM. */
  readonly file: string
  readonly key: Buffer
  readonly cert: Buffer
}

/**
 * Creates an authority and a certificate.
 *
 * @param names hosts that the certificate is valid for, in addition to localhost
 */
export function authority(...names: readonly string[]): Authority {
  const folder = temporaryFolder()
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const subject = ['-newkey', 'rsa:2048', '-nodes', '-days', '2']
  openssl('req', '-x509', ...subject, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Own authority')
  openssl('req', ...subject.slice(0, 3), '-keyout', 'key.pem', '-out', 'csr.pem', '-subj', '/CN=localhost')
  const hosts = ['DNS:localhost', 'IP:127.0.0.1', ...names.map((name) => `DNS:${name}`)]
  writeFileSync(join(folder, 'names'), `subjectAltName=${hosts.join(',')}\n`)
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names']
  openssl('x509', '-req', '-in', 'csr.pem', ...signed, '-out', 'cert.pem')
  const read = (name: string) => readFileSync(join(folder, name))
  return { file: join(folder, 'ca.pem'), key: read('key.pem'), cert: read('cert.pem') }
}
