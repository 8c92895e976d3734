import { inputError } from '../../errors.ts'
import type { Connection } from '../../forge/connection.ts'
import { mergeRequestWords, pullRequestWords } from '../../forge/forge.ts'
import type { ForgeWords } from '../../forge/forge.ts'
import type { Context } from '../../runtime/context.ts'
import type { Wiring } from '../define.ts'
import { connectToGithub, connectToGitlab, connectToLocal } from './connect.ts'
import type { Reach } from './connect.ts'
import { gitlabServer } from './gitlab.ts'
import { githubName, repositoryOf } from './origin.ts'

/** What the kind of a forge decides before anything is asked of it. */
export interface ForgeKind {
  readonly words: ForgeWords
  /** What names a repository there, for hints: `Give …`. */
  readonly naming: string
  /** The server that names without an address are on; undefined where a name is an address. */
  serverUrl(context: Context): string | undefined
  /** What the repository of an address is called there; undefined where it is on another server. */
  nameOf(address: string | undefined, context: Context): string | undefined
  /**
   * The address of a repository by its name, for git.
   *
   * @param input the name of the input, for faults
   * @throws FairleadError (input) where it is no name that tells an address
   */
  addressOf(name: string, input: string, context: Context): string
  /** See {@link connect}. */
  connect(reach: Reach, wiring: Wiring): Promise<Connection>
  /**
   * A repository that an input names, as people call it there: an address becomes a name.
   *
   * @throws FairleadError (input) where the address is one on another server
   */
  called(name: string, context: Context): string
}

const github: ForgeKind = {
  words: pullRequestWords,
  naming: 'owner/name of the infra repo',
  serverUrl: ({ serverUrl }) => serverUrl,
  nameOf: (address, { serverUrl }) => repositoryOf(address, serverUrl),
  addressOf(name, input, { serverUrl }) {
    if (/^\w[\w.-]*\/[\w.-]+$/.test(name)) return `${serverUrl}/${name}.git`
    throw inputError(`${input} is ${JSON.stringify(name)}, which is not of the form owner/name`)
  },
  connect: connectToGithub,
  called: (name, { serverUrl }) => githubName(name, serverUrl),
}

const gitlab: ForgeKind = {
  words: mergeRequestWords,
  naming: 'the path of the project',
  serverUrl: (context) => context.gitlab.serverUrl,
  nameOf: (address, context) => repositoryOf(address, context.gitlab.serverUrl, true),
  addressOf(name, input, context) {
    const { serverUrl, path } = gitlabServer(name, context)
    if (!/^\d+$/.test(path)) return `${serverUrl}/${path}.git`
    throw inputError(`${input} is ${path}, an id`, {
      hint: 'Use the path of the project with all groups, since apps may refer to it by this path.',
    })
  },
  connect: connectToGitlab,
  called: (name) => name,
}

const local: ForgeKind = {
  words: pullRequestWords,
  naming: 'the address of the infra repo',
  serverUrl: () => undefined,
  nameOf: (address) => address,
  addressOf: (name) => name,
  connect: connectToLocal,
  called: (name) => name,
}

const forges: Readonly<Record<string, ForgeKind>> = { github, gitlab, local }

/** The kind that the input `forge` names. */
export function forgeOf(name: string): ForgeKind {
  const kind = forges[name]
  if (kind === undefined) throw new Error(`"${name}" is not a supported forge`)
  return kind
}

/**
 * Connects to a repository; it is closed when the command is over. Only what its forge takes is loaded.
 *
 * @param forge `github`, `gitlab` or `local`
 * @throws FairleadError (input) where the repository or the token cannot be one
 */
export function connect(forge: string, reach: Reach, wiring: Wiring): Promise<Connection> {
  return forgeOf(forge).connect(reach, wiring)
}
