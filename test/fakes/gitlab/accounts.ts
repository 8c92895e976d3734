/** People and bots, their roles, and the tokens that they use. */
import type { IncomingHttpHeaders } from 'node:http'

import { unauthorized } from './errors.ts'

/** GitLab's roles, with their numbers in the API. */
export const accessLevels = {
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
} as const

export type Role = keyof typeof accessLevels

export type Scope = 'api' | 'read_api' | 'read_repository' | 'write_repository' | 'read_user'

export interface User {
  readonly id: number
  readonly username: string
  readonly name: string
  readonly email: string
  readonly bot: boolean
}

/** Roles by the full path of a project or a group. The role in a group applies to everything below it. */
export type Roles = Readonly<Record<string, Role>>

export interface TokenOptions {
  /**
   * personal: the token of a user. project, group: the access token of a project or group, which acts as its own bot
   * user. job: a CI_JOB_TOKEN, which acts as the user who started the pipeline.
   */
  readonly kind?: 'personal' | 'project' | 'group' | 'job'
  /** The user of the token. Default: for a bot, a generated name. */
  readonly username?: string
  /** Roles that the user gets in addition. For `project` and `group`: the project or group and the token's role. */
  readonly roles?: Roles
  /** Default: `api`. */
  readonly scopes?: readonly Scope[]
  /** For `job`: the full path of the project whose pipeline it is. */
  readonly project?: string
  /** For `job`: the id of its job. The token is valid only while that job is running. */
  readonly job?: number
  readonly revoked?: boolean
  /** The number of requests before GitLab responds with 429. If set, each response contains the remaining number. */
  readonly rateLimit?: number
}

export interface Token {
  readonly value: string
  readonly kind: NonNullable<TokenOptions['kind']>
  readonly user: User
  readonly scopes: readonly Scope[]
  readonly project: string | undefined
  readonly job: number | undefined
  readonly revoked: boolean
  readonly rateLimit: number | undefined
  used: number
}

/** The way in which a request contains its token. */
export type Credential = 'PRIVATE-TOKEN' | 'JOB-TOKEN' | 'Bearer' | 'Basic'

export class Accounts {
  readonly #users = new Map<string, User>()
  readonly #roles = new Map<string, Map<string, Role>>()
  readonly #tokens = new Map<string, Token>()

  add(username: string, options: Partial<Pick<User, 'name' | 'email' | 'bot'>> = {}): User {
    const known = this.find(username)
    if (known !== undefined) return known
    const user = {
      id: 100 + this.#users.size,
      username,
      name: options.name ?? username,
      email: options.email ?? `${username}@example.com`,
      bot: options.bot ?? false,
    }
    this.#users.set(username.toLowerCase(), user)
    return user
  }

  /** Returns the user who pushes: without a name, a user who is not otherwise known. */
  pusher(username?: string): User {
    return username === undefined ? this.add('human', { name: 'A Human' }) : this.add(username)
  }

  find(username: string): User | undefined {
    return this.#users.get(username.toLowerCase())
  }

  byId(id: number): User | undefined {
    return this.users().find((user) => user.id === id)
  }

  users(): User[] {
    return [...this.#users.values()]
  }

  grant(username: string, path: string, role: Role): void {
    const roles = this.#roles.get(path.toLowerCase()) ?? new Map<string, Role>()
    this.#roles.set(path.toLowerCase(), roles.set(this.add(username).username, role))
  }

  /**
   * Returns the access level in a project: the highest of the project and the groups above it, or 0 if there is none.
   */
  accessLevel(user: User | undefined, projectPath: string): number {
    if (user === undefined) return 0
    const levels = ancestors(projectPath).map((path) => this.#roles.get(path)?.get(user.username))
    return Math.max(0, ...levels.map((role) => (role === undefined ? 0 : accessLevels[role])))
  }

  members(projectPath: string): { user: User; level: number }[] {
    return this.users()
      .map((user) => ({ user, level: this.accessLevel(user, projectPath) }))
      .filter(({ level }) => level > 0)
  }

  /** Returns the users with a role in exactly this project or group. */
  directMembers(path: string): { user: User; level: number }[] {
    const roles = this.#roles.get(path.toLowerCase())
    return this.users().flatMap((user) => {
      const role = roles?.get(user.username)
      return role === undefined ? [] : [{ user, level: accessLevels[role] }]
    })
  }

  /** Returns the paths of the projects and groups in which somebody has a role, in lower case. */
  paths(): string[] {
    return [...this.#roles.keys()]
  }

  addToken(value: string, options: TokenOptions): Token {
    const {
      kind = 'personal',
      roles = {},
      scopes = ['api'],
      project,
      job,
      revoked = false,
      rateLimit,
    } = options
    const bot = kind === 'project' || kind === 'group'
    const made = `${kind}_${1 + this.#tokens.size}_bot_${this.#tokens.size.toString(16).padStart(8, '0')}`
    if (options.username === undefined && !bot) throw new Error(`a ${kind} token needs a username`)
    const user = this.add(options.username ?? made, {
      bot,
      ...(bot ? { email: `${options.username ?? made}@noreply.gitlab.example.com` } : {}),
    })
    for (const [path, role] of Object.entries(roles)) this.grant(user.username, path, role)
    const token: Token = { value, kind, user, scopes, project, job, revoked, rateLimit, used: 0 }
    this.#tokens.set(value, token)
    return token
  }

  removeToken(value: string): void {
    this.#tokens.delete(value)
  }

  /**
   * Returns the token of an API request, from its own header or from Bearer. A job token is not valid in
   * PRIVATE-TOKEN.
   *
   * @throws ApiError 401 if the token is not valid
   */
  authenticate(headers: IncomingHttpHeaders): Token | undefined {
    const found = credentialOf(headers)
    if (found === undefined || found.credential === 'Basic') return undefined
    return this.#valid(found.value, (token) => (found.credential === 'JOB-TOKEN') === (token.kind === 'job'))
  }

  /** Returns the token of git over HTTP: the password of Basic. With a job token, the user is `gitlab-ci-token`. */
  authenticateGit(headers: IncomingHttpHeaders): Token | undefined {
    const found = credentialOf(headers)
    if (found === undefined) return undefined
    return this.#valid(
      found.value,
      (token) => (found.username === 'gitlab-ci-token') === (token.kind === 'job'),
    )
  }

  #valid(value: string, fits: (token: Token) => boolean): Token {
    const token = this.#tokens.get(value)
    if (token === undefined || token.revoked || !fits(token)) throw unauthorized()
    return token
  }
}

/** Returns the path itself and the groups above it, in lower case. */
function ancestors(path: string): string[] {
  const segments = path.toLowerCase().split('/')
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'))
}

export function credentialOf(
  headers: IncomingHttpHeaders,
): { credential: Credential; value: string; username?: string } | undefined {
  const header = (name: string) => headers[name]?.toString()
  const privateToken = header('private-token')
  if (privateToken !== undefined) return { credential: 'PRIVATE-TOKEN', value: privateToken }
  const jobToken = header('job-token')
  if (jobToken !== undefined) return { credential: 'JOB-TOKEN', value: jobToken }
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').split(' ')
  if (scheme.toLowerCase() === 'bearer') return { credential: 'Bearer', value: credentials }
  if (scheme.toLowerCase() !== 'basic') return undefined
  const [username = '', ...password] = Buffer.from(credentials, 'base64').toString().split(':')
  return { credential: 'Basic', value: password.join(':'), username }
}
