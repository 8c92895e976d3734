/**
 * The variables of the job that child processes inherit: those that they need to run, and no tokens meant for others.
 */
import { delimiter, isAbsolute } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The variables that every child process may receive: the location of programs, home and temporary files, the network
 * settings, and the user's identity on the system (Kerberos, an ssh agent, a user that /etc/passwd does not contain).
 */
const everybody = new Set([
  'ALL_PROXY',
  'APPDATA',
  'COMMONPROGRAMFILES',
  'COMSPEC',
  'CURL_CA_BUNDLE',
  'DYLD_LIBRARY_PATH',
  'HOME',
  'HOMEDRIVE',
  'HOMEPATH',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'KRB5CCNAME',
  'KRB5_CONFIG',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'LOCALAPPDATA',
  'LOGNAME',
  'MSYSTEM',
  'NIX_SSL_CERT_FILE',
  'NO_PROXY',
  'NSS_WRAPPER_GROUP',
  'NSS_WRAPPER_PASSWD',
  'PATH',
  'PATHEXT',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'RUNNER_TEMP',
  'SSH_AGENT_PID',
  'SSH_AUTH_SOCK',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'USER',
  'USERNAME',
  'USERPROFILE',
  'WINDIR',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_RUNTIME_DIR',
])

/**
 * The variables that credential programs read, by a word in the program's name: those of a cloud, of a secret store,
 * of a forge's own program.
 */
const families: readonly { readonly words: readonly string[]; readonly variables: RegExp }[] = [
  { words: ['aws', 'codecommit', 'ecr'], variables: /^AWS_/ },
  { words: ['gcloud', 'gcr', 'google'], variables: /^(CLOUDSDK|GOOGLE)_/ },
  { words: ['acr', 'az', 'azure'], variables: /^(AZURE|ACR|IDENTITY|MSI)_/ },
  { words: ['gcm', 'manager'], variables: /^(GCM_|DBUS_SESSION_BUS_ADDRESS$|DISPLAY$|WAYLAND_DISPLAY$)/ },
  {
    words: ['desktop', 'libsecret', 'secretservice'],
    variables: /^(DBUS_SESSION_BUS_ADDRESS|DISPLAY|WAYLAND_DISPLAY)$/,
  },
  { words: ['pass'], variables: /^(PASSWORD_STORE_|GNUPGHOME$)/ },
  { words: ['env'], variables: /^DOCKER_/ },
  { words: ['gh'], variables: /^(GH_|GITHUB_TOKEN$|GITHUB_ENTERPRISE_TOKEN$)/ },
  { words: ['glab'], variables: /^(GLAB_|GITLAB_TOKEN$|GITLAB_HOST$)/ },
]

/**
 * Returns the variables of a job that a child process receives.
 *
 * Relative folders on PATH are left out: they would be resolved against the folder of the child process, where an
 * untrusted change may have added a program of any name.
 *
 * @param isWanted reports whether this child process also needs another variable (name in capitals)
 */
export function inheritedVariables(
  base: Environment,
  isWanted: (name: string) => boolean = () => false,
): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [key, value] of Object.entries(base)) {
    const name = key.toUpperCase()
    if (value === undefined || !(everybody.has(name) || isWanted(name))) continue
    result[key] = name === 'PATH' ? absoluteParts(value) : value
  }
  return result
}

function absoluteParts(path: string): string {
  return path
    .split(delimiter)
    .filter((part) => isAbsolute(part))
    .join(delimiter)
}

/**
 * Returns a filter for the variables that a credential program may read: those of the families in its name, or else
 * those that begin with the first word of its name (`vault-login`: VAULT_TOKEN).
 *
 * @param program its name without path and prefix: `ecr-login`, `gh`
 */
export function variablesOfHelper(program: string): (name: string) => boolean {
  const parts = program
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  const known = families.filter(({ words }) => parts.some((part) => words.includes(part)))
  const own = parts[0] === undefined ? undefined : `${parts[0].toUpperCase()}_`
  return (name) =>
    known.length > 0
      ? known.some(({ variables }) => variables.test(name))
      : own !== undefined && name.startsWith(own)
}

/** Returns the variables that a command line or a script of the user names: `$CI_JOB_TOKEN`, `${TOKEN}`. */
export function namedVariables(command: string): ReadonlySet<string> {
  return new Set([...command.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name.toUpperCase()))
}
