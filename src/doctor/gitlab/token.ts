import { ProjectInfo, TokenFacts, User, Version } from '../../forge/gitlab/api.ts'
import { noJobToken, noToken, writerNeed } from '../../forge/gitlab/token.ts'
import type { Check, Found } from '../check.ts'
import { fault, ok, orOk, sentence, warning } from '../check.ts'
import type { GitLabPorts } from './ports.ts'
import { ask, notSeen, open } from './ports.ts'

/** The number of days before the expiry of a token from which a warning is reported. */
const SOON = 14

export const tokenIsValid: Check<GitLabPorts> = {
  id: 'gitlab/token',
  title: 'The token',
  level: 'fault',
  description:
    'The token is missing, not accepted, or lacks the scope `api` (error); it expires soon (warning).',
  async run(ports) {
    const { project, now } = ports
    const { token, name: repository, isJobToken } = project
    if (token === undefined || isJobToken) {
      const [{ message, hint }] = (token === undefined ? noToken : noJobToken)(repository, writerNeed).faults
      return [fault(sentence(message), hint)]
    }
    const user = await ask(ports, '/user', User)
    if (!user.given && user.status === 401)
      return [
        fault(
          'GitLab does not accept the token: it may be expired, revoked, or issued by another GitLab instance.',
          `Create a new one in ${repository} at Settings > Access tokens, with the role Developer and the scope api.`,
        ),
      ]
    if (!user.given) return open('The token', user)
    const found: [Found, ...Found[]] = [ok(`The token is accepted; it is ${user.data.username}'s.`)]
    const facts = await ask(ports, '/personal_access_tokens/self', TokenFacts)
    if (!facts.given) return [...found, notSeen('The permissions of the token', facts)]
    const { scopes, expires_at: end } = facts.data
    if (!scopes.includes('api'))
      found.push(
        fault(
          `The token lacks the scope api; its scopes are ${scopes.join(', ') || '(none)'}.`,
          'Commits and merge requests require the scope api. Create another token.',
        ),
      )
    const days = end === null ? undefined : Math.ceil((Date.parse(end) - now) / 86_400_000)
    if (days !== undefined && days <= SOON)
      found.push(
        warning(
          `The token expires on ${end}${days >= 0 ? `, in ${days} day${days === 1 ? '' : 's'}` : ''}.`,
          'Rotate it at Settings > Access tokens, and store the new token in the variable.',
        ),
      )
    return found
  },
}

/**
 * The access level of the role Developer. Source: https://docs.gitlab.com/api/access_requests/#valid-access-levels
 */
const DEVELOPER = 30

export const projectIsThere: Check<GitLabPorts> = {
  id: 'gitlab/project',
  title: 'The project',
  level: 'fault',
  description: 'The project is not found, archived or empty, or the role of the token is below Developer.',
  async run(ports) {
    const { name: repository, at } = ports.project
    const project = await ask(ports, at, ProjectInfo)
    if (!project.given && project.status === 404)
      return [
        fault(
          `Project ${repository} was not found, or the token has no access to it.`,
          'Set repository to the path with all groups, such as group/subgroup/infra. The token must belong to that project, or to a group above it.',
        ),
      ]
    if (!project.given) return open('The project', project)
    const { archived, empty_repo: isEmpty, permissions } = project.data
    const found: Found[] = []
    if (archived)
      found.push(
        fault(
          `${repository} is archived, so nothing can be written.`,
          'Unarchive it at Settings > General > Advanced.',
        ),
      )
    if (isEmpty === true) found.push(fault(`${repository} has no commits yet.`, 'Push the infra repo to it.'))
    const level = Math.max(
      permissions?.project_access?.access_level ?? 0,
      permissions?.group_access?.access_level ?? 0,
    )
    if (permissions !== undefined && level < DEVELOPER)
      found.push(
        fault(
          `The role of the token in ${repository} is below Developer, so it cannot open merge requests.`,
          'Create an access token of the project with the role Developer.',
        ),
      )
    return orOk(
      found,
      `${project.data.path_with_namespace} exists, and the role of the token is sufficient to open merge requests.`,
    )
  },
}

/** The first version of GitLab with `spec: component`: https://docs.gitlab.com/ci/yaml/#speccomponent */
const COMPONENTS = [18, 7] as const

export const serverIsNewEnough: Check<GitLabPorts> = {
  id: 'gitlab/version',
  title: "GitLab's version",
  level: 'warning',
  description: 'GitLab is older than the components require.',
  async run(ports) {
    const answer = await ask(ports, '/version', Version)
    if (!answer.given) return open("GitLab's version", answer)
    const [major = 0, minor = 0] = answer.data.version.split('.').map(Number)
    const isNew = major > COMPONENTS[0] || (major === COMPONENTS[0] && minor >= COMPONENTS[1])
    return [
      isNew
        ? ok(`GitLab ${answer.data.version}.`)
        : warning(
            `GitLab is ${answer.data.version}, but the components require ${COMPONENTS.join('.')} or newer.`,
            'See docs/gitlab.md for how to change a mirror of them for an older GitLab.',
          ),
    ]
  },
}
