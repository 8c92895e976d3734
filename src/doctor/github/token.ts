import type { Check, Found } from '../check.ts'
import { fault, note, ok, orOk, sentence, warning } from '../check.ts'
import type { GitHubPorts, TokenKind } from './ports.ts'
import { kindOf, openBecause, scopesIn } from './ports.ts'

const names: Record<TokenKind, string> = {
  job: "the job's own token (GITHUB_TOKEN)",
  app: "an installation token of a GitHub App (or another job's GITHUB_TOKEN)",
  'fine-grained': 'a fine-grained personal access token',
  classic: 'a classic personal access token',
  oauth: 'a token of an OAuth or GitHub App on behalf of a user',
  unknown: 'of unknown type',
}

/** The number of days before the expiry of a token from which a warning is reported. */
const SOON = 14

export const tokenIsValid: Check<GitHubPorts> = {
  id: 'github/token',
  title: 'The token',
  level: 'fault',
  description:
    "The token is missing, not accepted, or lacks a required scope (error); it is the job's own, or expires soon (warning).",
  async run(ports) {
    const { api, token, now } = ports
    if (token === undefined)
      return [
        fault(
          `There is no token for ${api.repository}.`,
          'Set token, preferably the token of a GitHub App that is installed there. A secret is empty if the workflow has no access to it, as in pull requests from forks.',
        ),
      ]
    const answer = await api.getRepository()
    if (!answer.given && answer.status === 401)
      return [fault(sentence(answer.fault.message), answer.fault.hint)]
    if (!answer.given && answer.isSaml) return [fault(sentence(answer.fault.message), answer.fault.hint)]
    const kind = kindOf(ports)
    const found: Found[] = [ok(`The token is accepted; it is ${await describe(ports, kind)}.`)]
    if (kind === 'job')
      found.push(
        warning(
          "Pull requests that are opened with the job's own token start no workflows, so required checks never run.",
          'Use the token of a GitHub App: actions/create-github-app-token creates one.',
        ),
      )
    if (kind === 'app' && ports.job.present)
      found.push(
        note(
          "If it is the job's own token, the pull requests that it opens start no workflows.",
          'Set the environment variable GITHUB_TOKEN to ${{ github.token }} for this step, so that the two can be distinguished.',
        ),
      )
    if (kind === 'classic') {
      const scopes = scopesIn(answer.headers) ?? []
      const enough = scopes.includes('repo') || (scopes.includes('public_repo') && isPublic(answer))
      found.push(
        enough
          ? note(
              `It has the scopes ${scopes.join(', ')}, which give access to every repository of its owner.`,
              'The token of a GitHub App can be limited to one repository and expires after an hour.',
            )
          : fault(
              `It lacks the scope repo; its scopes are ${scopes.join(', ') || '(none)'}.`,
              'Give it the scope repo at Settings > Developer settings > Personal access tokens, or use a GitHub App.',
            ),
      )
    }
    const expiry = expiryOf(answer.headers['github-authentication-token-expiration'], now)
    return orOk([...found, ...(expiry ? [expiry] : [])], '')
  },
}

async function describe({ api }: GitHubPorts, kind: TokenKind): Promise<string> {
  if (kind === 'job' || kind === 'app') return names[kind]
  const user = await api.getUser()
  return user.given ? `${names[kind]} of ${user.data.login}` : names[kind]
}

function isPublic(answer: Awaited<ReturnType<GitHubPorts['api']['getRepository']>>): boolean {
  return answer.given && !answer.data.private
}

/** The header has the form `2026-12-01 00:00:00 UTC`. */
function expiryOf(header: unknown, now: number): Found | undefined {
  if (typeof header !== 'string') return undefined
  const time = Date.parse(header.replace(' UTC', 'Z').replace(' ', 'T'))
  if (Number.isNaN(time)) return undefined
  const days = Math.floor((time - now) / 86_400_000)
  const message = `The token expires on ${header.slice(0, 10)}, in ${days} ${days === 1 ? 'day' : 'days'}.`
  return days <= SOON
    ? warning(message, 'Create a new one before that day. Tokens of a GitHub App do not need this.')
    : note(message)
}

export const repositoryIsThere: Check<GitHubPorts> = {
  id: 'github/repository',
  title: 'The infra repo',
  level: 'fault',
  description:
    'The repository is not found, archived or disabled, or the token has no access to it (error); it was renamed (warning).',
  async run(ports) {
    const { api, job } = ports
    const elsewhere =
      kindOf(ports) === 'job' && job.repository?.toLowerCase() !== api.repository.toLowerCase()
    if (elsewhere)
      return [
        fault(
          `The token is the job's own and only works for ${job.repository}; the infra repo is ${api.repository}.`,
          `Create a GitHub App with contents: write and pull requests: write, install it on ${api.repository}, and use its token: actions/create-github-app-token creates one.`,
        ),
      ]
    const answer = await api.getRepository()
    if (!answer.given)
      return answer.status === 404
        ? [fault(sentence(answer.fault.message), answer.fault.hint)]
        : openBecause(answer)
    const { archived, disabled = false, full_name: name } = answer.data
    const found: Found[] = []
    if (archived)
      found.push(
        fault(
          `${name} is archived, so nothing can be changed in it.`,
          'Unarchive it in its Settings > General, or use the repository that replaces it.',
        ),
      )
    if (disabled) found.push(fault(`${name} is disabled by GitHub.`, 'Contact its owners or GitHub Support.'))
    if (name.toLowerCase() !== api.repository.toLowerCase())
      found.push(
        warning(
          `${api.repository} was renamed to ${name}.`,
          `Set repository to ${name}. The old name only works until somebody else uses it.`,
        ),
      )
    return orOk(found, `${name} exists, and the token has access to it.`)
  },
}

/** The first GitHub Enterprise Server with `updateRefs` in GraphQL, which moves branches safely. */
const OLDEST_SERVER = [3, 16] as const

export const serverIsNewEnough: Check<GitHubPorts> = {
  id: 'github/server',
  title: 'The server',
  level: 'fault',
  description: 'The GitHub Enterprise Server is older than Fairlead needs.',
  async run({ api }) {
    const { headers } = await api.getRepository()
    const version = headers['x-github-enterprise-version']
    if (version === undefined)
      return [ok(`${api.serverUrl} is not a GitHub Enterprise Server, so its version is not checked.`)]
    const [major = 0, minor = 0] = String(version)
      .replace(/^[^\d]*/, '')
      .split('.')
      .map(Number)
    const isOld = major < OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor < OLDEST_SERVER[1])
    return [
      isOld
        ? fault(
            `${api.serverUrl} is GitHub Enterprise Server ${version}, but Fairlead requires ${OLDEST_SERVER.join('.')} or newer.`,
            'Upgrade it. Until then use forge: local with its address, which only needs git.',
          )
        : ok(`${api.serverUrl} is GitHub Enterprise Server ${version}.`),
    ]
  },
}
