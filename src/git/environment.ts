/** The environment that git runs in: what it needs of the job's, and nothing that could prompt, page, edit or run hooks. */
import { inheritedVariables } from './inherited.ts'
import type { Environment } from './inherited.ts'

export type { Environment } from './inherited.ts'

/** One setting for one command, such as `['gc.auto', '0']`. */
export type Setting = readonly [key: string, value: string]

/**
 * The user's own `GIT_*` variables that still reach git: how to get to a server, and who commits. All others
 * (GIT_DIR of a surrounding hook, GIT_TRACE with its headers, GIT_EDITOR …) would change what Fairlead does.
 * GIT_ASKPASS is how Jenkins hands credentials to git; SSH_ASKPASS and core.askPass would ask a person.
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

/** Where the user's settings are. They reach git only by way of `config.ts`. */
const places = /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)$/

/** What holds for every command. */
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
  // An identity that git guesses from the host's name is worse than Fairlead's own.
  ['user.useConfigOnly', 'true'],
  // What one of the remote's own address is allowed is said for each repository.
  ['protocol.allow', 'never'],
]

/**
 * Has git speak English (its messages are read) and never ask: not on a terminal, not in a window. Neither settings
 * of the machine nor attributes of it count, no other object stands in the place of one (refs/replace), and what is
 * not there is not fetched by the way. An older git does not know GIT_NO_LAZY_FETCH; it has no remote to fetch from.
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
  // ssh asks through this program instead of the terminal, and `false` says no.
  SSH_ASKPASS: 'false',
  SSH_ASKPASS_REQUIRE: 'force',
}

/**
 * Makes git's whole environment. The settings of the user, of the machine and of a repository are not in it but for
 * what is given.
 *
 * Settings travel as GIT_CONFIG_COUNT, _KEY and _VALUE: unlike `-c` they are not in the arguments, which
 * every user of the machine can list, and no file holds a token. git takes them away from the server side of a local
 * push, so that the server's own hooks still run.
 *
 * @param base the environment to start from
 * @param settings the user's, as far as they count, and those of this command, which win
 * @param extra variables that win over all others
 * @param isWanted says of other variables whether git's helpers need them
 */
export function gitEnvironment(
  base: Environment,
  settings: { readonly user: readonly Setting[]; readonly own: readonly Setting[] },
  extra: Environment,
  isWanted?: (name: string) => boolean,
): Record<string, string> {
  const result = inheritedVariables(base, (name) => inherited.has(name) || isWanted?.(name) === true)
  // Empty, it keeps git from falling back to SSH_ASKPASS, which is ours and only for ssh.
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
 * The environment for a git that does no more than to list settings and to say where a repository is. Only there the
 * settings are read as they are; nothing of them is run for that. What git writes down of its own work (trace2) is
 * the one thing that they could ask for.
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
