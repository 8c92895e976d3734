import { devNull } from 'node:os'
import type { Environment } from '../../git/environment.ts'

/** What git needs to reach a public server, and nothing that could tell it who we are. */
const harmless = new Set([
  'ALL_PROXY',
  'GIT_EXEC_PATH',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'LD_LIBRARY_PATH',
  'NO_PROXY',
  'PATH',
  'PATHEXT',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'TMPDIR',
])

/**
 * The environment of git for a host. Where the host may not have credentials, neither the user's settings (helpers,
 * headers, rewritten addresses) nor a `.netrc` or an ssh agent are in its reach.
 *
 * @param home an empty folder
 */
export function gitEnvironmentFor(environment: Environment, trusted: boolean, home: string): Environment {
  if (trusted) return environment
  return {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => harmless.has(name.toUpperCase()))),
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    HOME: home,
    XDG_CONFIG_HOME: home,
  }
}
