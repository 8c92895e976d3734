/**
 * The environment of git: the required variables of the job, and nothing that could prompt, page, edit or run hooks.
 */
import { inheritedVariables } from './inherited.ts'
import type { Environment } from './inherited.ts'

export type { Environment } from './inherited.ts'

/** One setting for one command, such as `['gc.auto', '0']`. */
export type Setting = readonly [key: string, value: string]

/**
 * The user's own `GIT_*` variables that git receives: access to a server, and the committer. All others (GIT_DIR of a
 * surrounding hook, GIT_TRACE with its headers, GIT_EDITOR …) would change what Fairlead does. Jenkins uses
 * GIT_ASKPASS to pass credentials to git; SSH_ASKPASS and core.askPass would prompt a person.
 */
const inherited = new Set([
  'GIT_ASKPASS',
  'GIT_AUTHOR_EMAIL',
  'GIT_AUTHOR_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_EXEC_PATH',
  'GIT_PROXY_SSL_CAINFO',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSH_VARIANT',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'GIT_SSL_CERT',
  'GIT_SSL_KEY',
  'GIT_SSL_NO_VERIFY',
])

/** The variables that locate the user's settings. Settings reach git only through `config.ts`. */
const places = /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)$/

/** The settings of every command. */
const always: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.attributesFile', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.askPass', ''],
  ['core.logAllRefUpdates', 'false'],
  ['credential.interactive', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.writeCommitGraph', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['fetch.prune', 'false'],
  ['transfer.bundleURI', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['push.followTags', 'false'],
  ['push.gpgSign', 'false'],
  // An identity that git derives from the host name is worse than Fairlead's own.
  ['user.useConfigOnly', 'true'],
  // The protocol of a remote is allowed separately for each repository.
  ['protocol.allow', 'never'],
]

/**
 * Makes git print English, because its messages are parsed, and never prompt, neither on a terminal nor in a window.
 * Git does not use settings and attributes of the machine, does not replace objects (refs/replace), and does not
 * fetch missing objects automatically. An older git does not know GIT_NO_LAZY_FETCH, but it has no remote to fetch
 * from.
 */
const silent: Environment = {
  LC_ALL: 'C',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GCM_INTERACTIVE: 'never',
  // ssh prompts through this program instead of the terminal, and `false` declines.
  SSH_ASKPASS: 'false',
  SSH_ASKPASS_REQUIRE: 'force',
}

/**
 * Returns the complete environment of git. It contains no settings of the user, the machine or a repository except
 * the given ones.
 *
 * Settings are passed as GIT_CONFIG_COUNT, _KEY and _VALUE: unlike `-c` they are not in the arguments, which every
 * user of the machine can list, and no file contains a token. git does not pass them to the server side of a local
 * push, so that the server's own hooks still run.
 *
 * @param base the environment to start from
 * @param settings the user's allowed settings, and those of this command, which take precedence
 * @param extra variables that take precedence over all others
 * @param isWanted reports whether git's helpers need another variable
 */
export function gitEnvironment(
  base: Environment,
  settings: { readonly user: readonly Setting[]; readonly own: readonly Setting[] },
  extra: Environment,
  isWanted?: (name: string) => boolean,
): Record<string, string> {
  const result = inheritedVariables(base, (name) => inherited.has(name) || isWanted?.(name) === true)
  // The empty value prevents git from falling back to SSH_ASKPASS, which is ours and only for ssh.
  result['GIT_ASKPASS'] ??= ''
  const all = [...settings.user, ...always, ...settings.own]
  result['GIT_CONFIG_COUNT'] = String(all.length)
  for (const [index, [key, value]] of all.entries()) {
    result[`GIT_CONFIG_KEY_${index}`] = key
    result[`GIT_CONFIG_VALUE_${index}`] = value
  }
  const certain: Environment = { GIT_CONFIG_GLOBAL: '/dev/null', ...silent, ...extra }
  for (const [key, value] of Object.entries(certain)) if (value !== undefined) result[key] = value
  return result
}

/**
 * Returns the environment for a git command that only lists settings or locates a repository. Only such commands read
 * the configuration files directly, and they run nothing from them. The only thing that settings could enable there
 * is git's own trace (trace2), which is turned off.
 */
export function readingEnvironment(base: Environment, extra: Environment = {}): Record<string, string> {
  const result = inheritedVariables(base, (name) => places.test(name))
  const certain: Environment = {
    ...silent,
    GIT_CONFIG_NOSYSTEM: base['GIT_CONFIG_NOSYSTEM'],
    GIT_TRACE2: '0',
    GIT_TRACE2_EVENT: '0',
    GIT_TRACE2_PERF: '0',
    ...extra,
  }
  for (const [key, value] of Object.entries(certain))
    if (value === undefined) delete result[key]
    else result[key] = value
  return result
}
