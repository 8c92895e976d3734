import { devNull } from 'node:os'
import type { Environment } from '../../git/environment.ts'

/** The variables that git needs to reach a public server. None of them contains credentials of the user. */
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
 * Returns the environment of git for a host. If the host may not receive credentials, git has no access to the user's
 * settings (helpers, headers, rewritten addresses), a `.netrc` or an ssh agent.
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
