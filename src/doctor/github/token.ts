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
  unknown: 'of a kind that its form does not tell',
}

/** Days before the end of a token from which it is worth a warning. */
const SOON = 14

export const tokenIsValid: Check<GitHubPorts> = {
  id: 'github/token',
  title: 'The token',
  level: 'fault',
  description:
    "The token is missing, not accepted, or without the scope that it needs (fault); it is the job's own, or ends soon (warning).",
  async run(ports) {
    const { api, token, now } = ports
    if (token === undefined)
      return [
        fault(
          `There is no token for ${api.repository}.`,
          'Give token: that of a GitHub App which is installed there is best. A secret is empty where a workflow may not read it, as in pull requests from forks.',
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
          "Pull requests that the job's own token opens start no workflow, so that required checks never come.",
          "Use a GitHub App's token: actions/create-github-app-token makes one.",
        ),
      )
    if (kind === 'app' && ports.job.present)
      found.push(
        note(
          "If it is the job's own token after all, the pull requests that it opens start no workflow.",
          'Set the environment variable GITHUB_TOKEN to ${{ github.token }} at this step: then the two can be told apart.',
        ),
      )
    if (kind === 'classic') {
      const scopes = scopesIn(answer.headers) ?? []
      const enough = scopes.includes('repo') || (scopes.includes('public_repo') && isPublic(answer))
      found.push(
        enough
          ? note(
              `It has the scopes ${scopes.join(', ')}, which reach every repository of its owner.`,
              "A GitHub App's token reaches one repository and lives an hour.",
            )
          : fault(
              `It has the scopes ${scopes.join(', ') || '(none)'}, and repo is not among them.`,
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

/** The header is written `2026-12-01 00:00:00 UTC`. */
function expiryOf(header: unknown, now: number): Found | undefined {
  if (typeof header !== 'string') return undefined
  const time = Date.parse(header.replace(' UTC', 'Z').replace(' ', 'T'))
  if (Number.isNaN(time)) return undefined
  const days = Math.floor((time - now) / 86_400_000)
  const message = `The token ends on ${header.slice(0, 10)}, in ${days} days.`
  return days <= SOON
    ? warning(message, "Make a new one before that day; a GitHub App's tokens need no such care.")
    : note(message)
}

export const repositoryIsThere: Check<GitHubPorts> = {
  id: 'github/repository',
  title: 'The infra repo',
  level: 'fault',
  description:
    'The repository is not found, archived or disabled, or the token does not reach it (fault); it has another name now (warning).',
  async run(ports) {
    const { api, job } = ports
    const elsewhere =
      kindOf(ports) === 'job' && job.repository?.toLowerCase() !== api.repository.toLowerCase()
    if (elsewhere)
      return [
        fault(
          `The token is the job's own one, and reaches only ${job.repository}; the infra repo is ${api.repository}.`,
          `Make a GitHub App with contents: write and pull requests: write, install it in ${api.repository}, and give its token: actions/create-github-app-token makes one.`,
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
          'Unarchive it in its Settings > General, or use the repository that has taken its place.',
        ),
      )
    if (disabled)
      found.push(fault(`${name} is disabled by GitHub.`, 'Ask its owners or the support of GitHub.'))
    if (name.toLowerCase() !== api.repository.toLowerCase())
      found.push(
        warning(
          `${api.repository} is called ${name} now.`,
          `Set repository to ${name}: the old name works only until somebody takes it.`,
        ),
      )
    return orOk(found, `${name} is there, and the token sees it.`)
  },
}

/** GitHub Enterprise Server has `updateRefs` of GraphQL, by which branches move safely, since 3.16. */
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
      return [
        ok(
          `${api.serverUrl} says nothing of being a GitHub Enterprise Server, so its version does not matter.`,
        ),
      ]
    const [major = 0, minor = 0] = String(version)
      .replace(/^[^\d]*/, '')
      .split('.')
      .map(Number)
    const isOld = major < OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor < OLDEST_SERVER[1])
    return [
      isOld
        ? fault(
            `${api.serverUrl} is GitHub Enterprise Server ${version}, and Fairlead needs ${OLDEST_SERVER.join('.')} or newer.`,
            'Upgrade it; until then use forge: local with its address, which needs git only.',
          )
        : ok(`${api.serverUrl} is GitHub Enterprise Server ${version}.`),
    ]
  },
}
