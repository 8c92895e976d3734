/** People, bots and organizations, and the tokens that they use. */
import { ApiError, notFound } from './errors.ts'
import type { FakeRepository } from './repository.ts'

export interface Account {
  readonly id: number
  readonly login: string
  readonly type: 'User' | 'Bot' | 'Organization'
  readonly name: string | null
  readonly email: string
}

export type PermissionName =
  | 'actions'
  | 'administration'
  | 'checks'
  | 'contents'
  | 'deployments'
  | 'issues'
  | 'metadata'
  | 'pull_requests'
  | 'workflows'

export type Level = 'read' | 'write'
export type Permissions = Partial<Record<PermissionName, Level>>

/**
 * The permissions that an operation needs: any one of these sets is enough. If the list is empty, no permission is
 * needed.
 */
export type Need = readonly Permissions[]

export interface TokenOptions {
  /** actions: the GITHUB_TOKEN of a workflow. app: an installation's token. user: a fine-grained one. */
  readonly kind: 'actions' | 'app' | 'user'
  readonly login: string
  /** If set, the token is a classic one, whose scopes every response lists. */
  readonly scopes?: readonly string[]
  readonly repositories?: Readonly<Record<string, Permissions>>
  /** The permissions of the token in organizations. */
  readonly organizations?: Readonly<Record<string, { readonly members?: 'read' }>>
  /** Organizations that enforce SAML, with the address at which a user can authorize the token. */
  readonly sso?: Readonly<Record<string, string>>
  /** The number of requests before the primary rate limit applies. */
  readonly rateLimit?: number
}

export interface Token extends TokenOptions {
  readonly value: string
  readonly account: Account
  used: number
}

export class Accounts {
  readonly #accounts = new Map<string, Account>()
  readonly #tokens = new Map<string, Token>()

  add(login: string, type?: Account['type']): Account {
    const known = this.#accounts.get(login.toLowerCase())
    if (known !== undefined) return known
    const id = 1000 + this.#accounts.size
    const account: Account = {
      id,
      login,
      type: type ?? (login.endsWith('[bot]') ? 'Bot' : 'User'),
      name: login,
      email: `${id}+${login}@users.noreply.github.com`,
    }
    this.#accounts.set(login.toLowerCase(), account)
    return account
  }

  find(login: string): Account | undefined {
    return this.#accounts.get(login.toLowerCase())
  }

  get(login: string): Account {
    const account = this.find(login)
    if (account === undefined) throw new Error(`the fake has no account ${login}`)
    return account
  }

  addToken(value: string, options: TokenOptions): Token {
    const token = { ...options, value, account: this.add(options.login), used: 0 }
    this.#tokens.set(value, token)
    return token
  }

  grant(value: string, repository: string, permissions: Permissions): void {
    const token = this.#tokens.get(value)
    if (token === undefined) throw new Error('permissions for a token that was not added')
    this.#tokens.set(value, { ...token, repositories: { ...token.repositories, [repository]: permissions } })
  }

  removeToken(value: string): void {
    this.#tokens.delete(value)
  }

  /** Returns the token of a request: `token x` and `Bearer x` for the API, Basic with any user for git. */
  authenticate(authorization: string | undefined): Token | undefined {
    if (authorization === undefined) return undefined
    const [scheme = '', credentials = ''] = authorization.split(' ')
    const value =
      scheme.toLowerCase() === 'basic'
        ? Buffer.from(credentials, 'base64')
            .toString()
            .replace(/^[^:]*:/, '')
        : credentials
    const token = this.#tokens.get(value)
    if (token === undefined) throw new ApiError(401, 'Bad credentials')
    return token
  }
}

/** Installation tokens act as an integration, and GitHub's error message mentions that. */
export function isInstallation(token: Token): boolean {
  return token.kind !== 'user'
}

export function checkAccess(token: Token | undefined, repository: FakeRepository, need: Need): void {
  const authorize = token?.sso?.[repository.owner.login]
  if (authorize !== undefined) throw samlRefusal(authorize)
  const granted = token?.repositories?.[repository.fullName]
  if (granted === undefined && repository.settings.private) throw notFound()
  const effective: Permissions = {
    ...(repository.settings.private ? {} : publicRead),
    ...granted,
    metadata: 'read',
  }
  const wanted = need.some((alternative) => covers(effective, alternative))
  if (!wanted && need.length > 0) throw missingPermission(token, need)
  if (repository.settings.archived && need.length > 0 && need.every(writes)) {
    throw new ApiError(403, 'Repository was archived so is read-only.')
  }
}

const publicRead: Permissions = {
  contents: 'read',
  issues: 'read',
  pull_requests: 'read',
  actions: 'read',
  deployments: 'read',
}

function covers(granted: Permissions, wanted: Permissions): boolean {
  return (Object.keys(wanted) as PermissionName[]).every(
    (name) => granted[name] === 'write' || (granted[name] === 'read' && wanted[name] === 'read'),
  )
}

function writes(permissions: Permissions): boolean {
  return Object.values(permissions).includes('write')
}

function missingPermission(token: Token | undefined, need: Need): ApiError {
  if (token === undefined) return new ApiError(401, 'Requires authentication')
  const kind = isInstallation(token) ? 'integration' : 'personal access token'
  const accepted = need.map((alternative) =>
    Object.entries(alternative)
      .map(([name, level]) => `${name}=${level}`)
      .join(','),
  )
  return new ApiError(403, `Resource not accessible by ${kind}`, {
    headers: { 'x-accepted-github-permissions': accepted.join('; ') },
  })
}

function samlRefusal(authorize: string): ApiError {
  return new ApiError(
    403,
    'Resource protected by organization SAML enforcement. ' +
      'You must grant your Personal Access token access to this organization.',
    { headers: { 'x-github-sso': `required; url=${authorize}` } },
  )
}
