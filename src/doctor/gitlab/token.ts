import { ProjectInfo, TokenFacts, User, Version } from '../../forge/gitlab/api.ts'
import { noJobToken, noToken, writerNeed } from '../../forge/gitlab/token.ts'
import type { Check, Found } from '../check.ts'
import { fault, ok, orOk, sentence, warning } from '../check.ts'
import type { GitLabPorts } from './ports.ts'
import { ask, notSeen, open } from './ports.ts'

/** Days before the end of a token from which it is worth a warning. */
const SOON = 14

export const tokenIsValid: Check<GitLabPorts> = {
  id: 'gitlab/token',
  title: 'The token',
  level: 'fault',
  description:
    'The token is missing, not accepted, or without the scope `api` (fault); it ends soon (warning).',
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
          'GitLab does not accept the token: it has expired, was revoked, or is of another GitLab.',
          `Make a new one at ${repository}: Settings > Access tokens, with the role Developer and the scope api.`,
        ),
      ]
    if (!user.given) return open('The token', user)
    const found: [Found, ...Found[]] = [ok(`The token is accepted; it is ${user.data.username}'s.`)]
    const facts = await ask(ports, '/personal_access_tokens/self', TokenFacts)
    if (!facts.given) return [...found, notSeen('What the token may do', facts)]
    const { scopes, expires_at: end } = facts.data
    if (!scopes.includes('api'))
      found.push(
        fault(
          `The token has the scopes ${scopes.join(', ') || '(none)'}, and api is not among them.`,
          'Commits and merge requests take the scope api: make another token.',
        ),
      )
    const days = end === null ? undefined : Math.ceil((Date.parse(end) - now) / 86_400_000)
    if (days !== undefined && days <= SOON)
      found.push(
        warning(
          `The token ends on ${end}${days >= 0 ? `, in ${days} day${days === 1 ? '' : 's'}` : ''}.`,
          'Rotate it at Settings > Access tokens, and put the new one into the variable.',
        ),
      )
    return found
  },
}

/** GitLab's numbers of roles. Source: https://docs.gitlab.com/api/access_requests/#valid-access-levels */
const DEVELOPER = 30

export const projectIsThere: Check<GitLabPorts> = {
  id: 'gitlab/project',
  title: 'The project',
  level: 'fault',
  description: "The project is not found, archived or empty, or the token's role is below Developer.",
  async run(ports) {
    const { name: repository, at } = ports.project
    const project = await ask(ports, at, ProjectInfo)
    if (!project.given && project.status === 404)
      return [
        fault(
          `There is no project ${repository}, or the token does not see it.`,
          'repository is the path with all its groups, such as group/subgroup/infra. The token must be one of that project, or of a group above it.',
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
    if (isEmpty === true) found.push(fault(`${repository} has no commit yet.`, 'Push the infra repo to it.'))
    const level = Math.max(
      permissions?.project_access?.access_level ?? 0,
      permissions?.group_access?.access_level ?? 0,
    )
    if (permissions !== undefined && level < DEVELOPER)
      found.push(
        fault(
          `The token's role in ${repository} is below Developer, so it can open no merge request.`,
          'Make an access token of the project with the role Developer.',
        ),
      )
    return orOk(
      found,
      `${project.data.path_with_namespace} is there, and the token's role is enough to open merge requests.`,
    )
  },
}

/** `spec: component` came with it: https://docs.gitlab.com/ci/yaml/#speccomponent */
const COMPONENTS = [18, 7] as const

export const serverIsNewEnough: Check<GitLabPorts> = {
  id: 'gitlab/version',
  title: "GitLab's version",
  level: 'warning',
  description: 'GitLab is older than the components need.',
  async run(ports) {
    const answer = await ask(ports, '/version', Version)
    if (!answer.given) return open("GitLab's version", answer)
    const [major = 0, minor = 0] = answer.data.version.split('.').map(Number)
    const isNew = major > COMPONENTS[0] || (major === COMPONENTS[0] && minor >= COMPONENTS[1])
    return [
      isNew
        ? ok(`GitLab is ${answer.data.version}.`)
        : warning(
            `GitLab is ${answer.data.version}, and the components take ${COMPONENTS.join('.')} or newer.`,
            'docs/gitlab.md says how a mirror of them is changed for an older one.',
          ),
    ]
  },
}
