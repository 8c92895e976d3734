/** The environment that git runs in: the caller's, without what could prompt, page, edit or run hooks. */

export type Environment = Readonly<Record<string, string | undefined>>

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
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CONFIG_SYSTEM',
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

const dropped = new Set(['EDITOR', 'VISUAL', 'PAGER', 'PREFIX', 'SSH_ASKPASS'])

/** What holds for every command. */
const always: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.askPass', ''],
  ['credential.interactive', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.writeCommitGraph', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['fetch.prune', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['push.followTags', 'false'],
  ['push.gpgSign', 'false'],
  // An identity that git guesses from the host's name is worse than Fairlead's own.
  ['user.useConfigOnly', 'true'],
]

/** Has git speak English (its messages are read) and never ask: not on a terminal, not in a window. */
const silent: Environment = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GCM_INTERACTIVE: 'never',
  // ssh asks through this program instead of the terminal, and `false` says no.
  SSH_ASKPASS: 'false',
  SSH_ASKPASS_REQUIRE: 'force',
}

/**
 * Makes git's whole environment.
 *
 * Settings travel as GIT_CONFIG_COUNT, _KEY and _VALUE: unlike `-c` they are not in the arguments, which
 * every user of the machine can list. git takes them away from the server side of a local push, so that the
 * server's own hooks still run.
 *
 * @param base the environment to start from
 * @param settings git settings for this command, after the user's own of the same kind
 * @param extra variables that win over all others
 */
export function gitEnvironment(
  base: Environment,
  settings: readonly Setting[],
  extra: Environment,
): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [key, value] of Object.entries(base)) {
    const name = key.toUpperCase()
    if (value === undefined || dropped.has(name)) continue
    if (name.startsWith('GIT_') && !inherited.has(name)) continue
    result[key] = value
  }
  // Empty, it keeps git from falling back to SSH_ASKPASS, which is ours and only for ssh.
  result['GIT_ASKPASS'] ??= ''
  const all = [...inheritedSettings(base), ...always, ...settings]
  result['GIT_CONFIG_COUNT'] = String(all.length)
  for (const [index, [key, value]] of all.entries()) {
    result[`GIT_CONFIG_KEY_${index}`] = key
    result[`GIT_CONFIG_VALUE_${index}`] = value
  }
  for (const [key, value] of Object.entries({ ...silent, ...extra }))
    if (value !== undefined) result[key] = value
  return result
}

/** The settings that the caller itself passes to git by its environment, as CI systems do. */
function inheritedSettings(base: Environment): Setting[] {
  const count = Number.parseInt(base['GIT_CONFIG_COUNT'] ?? '0', 10)
  const settings: Setting[] = []
  for (let index = 0; index < count; index++) {
    const key = base[`GIT_CONFIG_KEY_${index}`]
    const value = base[`GIT_CONFIG_VALUE_${index}`]
    if (key !== undefined && value !== undefined) settings.push([key, value])
  }
  return settings
}
