/**
 * The git settings that are used. Whoever can write a configuration file of git can make git run a program (filters,
 * helpers, hooks, remotes that are programs …), and that list grows with each version of git. So only the settings
 * that this file allows are used; git itself does not read any configuration file.
 */
import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, isAbsolute, join, resolve, sep } from 'node:path'
import type { Environment, Setting } from './environment.ts'
import { namedVariables, variablesOfHelper } from './inherited.ts'

/** One setting in the output of `git config --list --show-scope --show-origin -z`. */
export interface ConfigEntry {
  /** Section and name in lower case; the part between them is unchanged. */
  readonly key: string
  readonly value: string
  readonly scope: string
  /** The file of the setting; undefined if it comes from the environment. */
  readonly file: string | undefined
}

/** The location of a repository, with all links resolved. */
export interface Whereabouts {
  /** The folder of the checkout; undefined for a bare repository. */
  readonly top: string | undefined
  /** The folder of git's own files, which all worktrees share. */
  readonly commonDir: string
}

/**
 * Reads the output of `git config --list --show-scope --show-origin -z`.
 *
 * @param start the folder that git was run in, against which file names are resolved
 */
export function parseConfig(output: string, start: string): ConfigEntry[] {
  const parts = output.split('\0')
  const entries: ConfigEntry[] = []
  for (let i = 0; i + 2 < parts.length; i += 3) {
    const [scope = '', origin = '', text = ''] = parts.slice(i, i + 3)
    const end = text.indexOf('\n')
    const key = end < 0 ? text : text.slice(0, end)
    const file = origin.startsWith('file:') ? resolve(start, origin.slice('file:'.length)) : undefined
    // A name without a value means true.
    entries.push({ key, value: end < 0 ? 'true' : text.slice(end + 1), scope, file })
  }
  return entries
}

/** Returns the allowed settings of the user and of the repository, in their order. */
export function allowedSettings(entries: readonly ConfigEntry[], where?: Whereabouts): Setting[] {
  return entries.filter((entry) => isAllowed(entry, where)).map(({ key, value }) => [key, value])
}

/** Returns the folders that the user trusts although they belong to another user. */
export function safeDirectories(entries: readonly ConfigEntry[]): string[] {
  return entries.flatMap(({ key, value, scope }) =>
    key === 'safe.directory' && isOfUser(scope) ? [value] : [],
  )
}

/** Returns the value of a setting; the last one takes precedence. */
export function settingOf(entries: readonly ConfigEntry[], key: string): string | undefined {
  return entries.findLast((entry) => entry.key === key)?.value
}

function isOfUser(scope: string): boolean {
  return scope === 'system' || scope === 'global' || scope === 'command'
}

function isAllowed(entry: ConfigEntry, where: Whereabouts | undefined): boolean {
  const { key, scope, file } = entry
  const section = key.slice(0, key.indexOf('.'))
  const name = key.slice(key.lastIndexOf('.') + 1)
  const place = file === undefined || !where ? 'outside' : placeOf(file, where)
  if (place === 'checkout') return false
  // The CI system writes the files outside of the checkout that `.git/config` includes: the credentials of
  // actions/checkout (git-credentials-<id>.config) and of GitLab's runner (.gitlab-runner.ext.conf).
  const isOutside = place === 'outside'
  switch (section) {
    case 'http':
      return isHttpAllowed(name, entry, isOutside, where)
    case 'credential':
      return isOutside && (name !== 'helper' || !leadsInto(entry.value, where))
    case 'url':
      return name === 'insteadof' || name === 'pushinsteadof'
    case 'user':
    case 'author':
    case 'committer':
      return isOfUser(scope) && ['name', 'email'].includes(name)
    case 'ssh':
      return key === 'ssh.variant' && isOutside
    case 'core':
      if (name === 'sshcommand')
        return isOutside ? !leadsInto(entry.value, where) : isOfCheckoutAction(entry.value)
      if (name === 'excludesfile') return isOfUser(scope)
      return facts[name]?.test(entry.value) === true
    default:
      return false
  }
}

/** Settings about a folder and its file system. Their values only affect how files are compared. */
const yesOrNo = /^(true|false|yes|no|on|off|0|1)?$/i
const facts: Readonly<Record<string, RegExp>> = {
  autocrlf: /^(true|false|yes|no|on|off|0|1|input)$/i,
  eol: /^(lf|crlf|native)$/i,
  filemode: yesOrNo,
  ignorecase: yesOrNo,
  longpaths: yesOrNo,
  precomposeunicode: yesOrNo,
  sparsecheckout: yesOrNo,
  sparsecheckoutcone: yesOrNo,
  symlinks: yesOrNo,
  trustctime: yesOrNo,
}

/**
 * Reports whether an http setting is allowed: headers, certificates and the proxy, but no file that is sent or
 * written, and no file of the checkout.
 */
function isHttpAllowed(
  name: string,
  { value }: ConfigEntry,
  isOutside: boolean,
  where: Whereabouts | undefined,
): boolean {
  if (name === 'savecookies') return false
  if (name === 'cookiefile' && !isOutside) return false
  const isFile = /^(cookiefile|(proxy)?ssl(cainfo|capath|cert|key))$/.test(name)
  return !isFile || value === '' || (isAbsolute(expandHome(value)) && !leadsInto(value, where))
}

/**
 * Reports whether an ssh command is the one that actions/checkout writes to `.git/config` if it has a key: ssh by its
 * absolute path, with files in RUNNER_TEMP.
 *
 * Source: actions/checkout src/git-auth-helper.ts (configureSsh)
 */
function isOfCheckoutAction(command: string): boolean {
  return /^"(?:\/|[A-Z]:\\)[^"$`!;|&<>\n]*[\\/]ssh(?:\.exe)?" -i "\$RUNNER_TEMP\/[\w-]+"(?: -o StrictHostKeyChecking=yes -o CheckHostIP=no)? -o "UserKnownHostsFile=\$RUNNER_TEMP\/[\w-]+"$/.test(
    command,
  )
}

/**
 * Returns where a file is: in the checkout, so that a change may have added it; in git's own folder; or outside of
 * both.
 */
function placeOf(file: string, { top, commonDir }: Whereabouts): 'checkout' | 'repository' | 'outside' {
  const real = realpathOf(file)
  if (isBelow(real, commonDir)) return 'repository'
  return top !== undefined && isBelow(real, top) ? 'checkout' : 'outside'
}

/** Reports whether a path, or a word of a command line, is a file of the checkout. */
function leadsInto(command: string, where: Whereabouts | undefined): boolean {
  const top = where?.top
  if (top === undefined) return false
  return [command, ...command.split(/[\s"'`;|&()=]+/)].some((word) => {
    const path = expandHome(word)
    return isAbsolute(path) && isBelow(realpathOf(path), top)
  })
}

function realpathOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}

function expandHome(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path
}

/**
 * Returns the program that the value of `credential.helper` runs: a path, or the first word of a command line after
 * `!`.
 */
function programOf(helper: string): string {
  return helper.replace(/^!\s*/, '').split(/\s/, 1)[0] ?? ''
}

/**
 * Returns a filter for the variables of the job that git's helpers need: those that a helper's command line names,
 * and those that the program is known to use. GitLab itself uses `!f() { echo "password=${CI_JOB_TOKEN}"; }; f`; no
 * other program receives that token.
 *
 * @param scripts texts of programs that the job names and git calls
 */
export function variablesForHelpers(
  settings: readonly Setting[],
  environment: Environment,
  scripts: readonly string[],
): (name: string) => boolean {
  const commands = settings.flatMap(([key, value]) =>
    key === 'core.sshcommand' || (key.startsWith('credential.') && key.endsWith('.helper')) ? [value] : [],
  )
  const lines = [...commands, environment['GIT_SSH_COMMAND'] ?? '', ...scripts]
  const named = new Set(lines.flatMap((line) => [...namedVariables(line)]))
  const known = commands.map((command) => variablesOfHelper(basename(programOf(command))))
  return (name) => named.has(name) || known.some((isKnown) => isKnown(name))
}

const usable = new Set(['https', 'http', 'ssh', 'git', 'file'])

/**
 * Returns the protocol of an address, as git names it, after the user's settings have rewritten it (url.*.insteadOf);
 * undefined for programs (`ext::…`) and for protocols that Fairlead does not use.
 *
 * Rules: git-config(1), url.<base>.insteadOf; git remote.c (alias_url: the longest prefix wins)
 */
export function protocolOf(
  address: string,
  settings: readonly Setting[],
  way: 'fetch' | 'push',
): string | undefined {
  const name = rewritten(address, settings, way)
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(name)?.[1]?.toLowerCase()
  if (/^[a-z0-9+.-]+::/i.test(name)) return undefined
  if (scheme === 'git+ssh' || scheme === 'ssh+git') return 'ssh'
  if (scheme !== undefined) return usable.has(scheme) ? scheme : undefined
  // git's own rule: a colon before the first slash makes it host:path, except for a Windows drive.
  return /^[^/\\:]{2,}:/.test(name) ? 'ssh' : 'file'
}

/** Returns an address after the user's settings have rewritten it. */
export function rewritten(address: string, settings: readonly Setting[], way: 'fetch' | 'push'): string {
  const rules = (wanted: string) =>
    settings.filter(
      ([key, prefix]) => key.startsWith('url.') && key.endsWith(wanted) && address.startsWith(prefix),
    )
  const own = way === 'push' ? rules('.pushinsteadof') : []
  const wanted = own.length > 0 ? '.pushinsteadof' : '.insteadof'
  const [first] = (own.length > 0 ? own : rules(wanted)).toSorted(([, a], [, b]) => b.length - a.length)
  if (!first) return address
  const [key, prefix] = first
  return `${key.slice('url.'.length, -wanted.length)}${address.slice(prefix.length)}`
}
