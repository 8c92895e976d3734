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

/** The properties of a kind of forge that are known before any request. */
export interface ForgeKind {
  readonly words: ForgeWords
  /** The form of a repository's name there, for hints: `Set repository to …`. */
  readonly naming: string
  /** Returns the server for names without an address; undefined if every name is an address. */
  serverUrl(context: Context): string | undefined
  /** Returns the name of the repository of an address; undefined if it is on another server. */
  nameOf(address: string | undefined, context: Context): string | undefined
  /**
   * Returns the address of a repository by its name, for git.
   *
   * @param input the name of the input, for errors
   * @throws FairleadError (input) if the name does not determine an address
   */
  addressOf(name: string, input: string, context: Context): string
  /** See {@link connect}. */
  connect(reach: Reach, wiring: Wiring): Promise<Connection>
  /**
   * Returns the name of a repository that an input names: an address becomes a name.
   *
   * @throws FairleadError (input) if the address is on another server
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

/** Returns the kind of forge that the input `forge` names. */
export function forgeOf(name: string): ForgeKind {
  const kind = forges[name]
  if (kind === undefined) throw new Error(`"${name}" is not a supported forge`)
  return kind
}

/**
 * Connects to a repository. The connection is closed when the command ends. Only the code for this forge is loaded.
 *
 * @param forge `github`, `gitlab` or `local`
 * @throws FairleadError (input) if the repository or the token is not valid
 */
export function connect(forge: string, reach: Reach, wiring: Wiring): Promise<Connection> {
  return forgeOf(forge).connect(reach, wiring)
}
