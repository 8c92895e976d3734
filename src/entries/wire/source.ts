import type { Source } from '../../forge/source.ts'
import { mask } from '../../git/mask.ts'
import type { Wiring } from '../define.ts'
import { authorizationFor } from './forge.ts'
import { ownAuthorities } from './gitlab.ts'
import { repositoryOf } from './origin.ts'

export interface SourceInputs {
  /** As the input has it, which may carry a password; undefined: the job's own. */
  readonly repository: string | undefined
  readonly token: string | undefined
}

/**
 * The app repo: on the forge that runs the job where it is called by its path (`owner/name`; on GitLab with all its
 * groups, or its address there), else any git repository. Nothing is asked yet.
 */
export function openSource(inputs: SourceInputs, wiring: Wiring): Source {
  const compare = async (question: Parameters<Source['compare']>[0]) => {
    const { repository } = question
    const project = isInGitlab(wiring) ? projectOf(repository, wiring) : undefined
    if (project !== undefined)
      return (await openGitlab(inputs, wiring)).compare({ ...question, repository: project })
    if (/^\w[\w.-]*\/[\w.-]+$/.test(repository)) return (await openGithub(inputs, wiring)).compare(question)
    // A question never holds a password: it is told to people.
    const isOwn = inputs.repository !== undefined && mask(inputs.repository) === repository
    return (await openLocal(isOwn ? (inputs.repository ?? '') : repository, inputs.token, wiring)).compare(
      question,
    )
  }
  return { compare: askedOnce(compare) }
}

/** Each lost race asks again for the same; the answer stays the same within a run, a failure need not. */
function askedOnce(ask: Source['compare']): Source['compare'] {
  const answers = new Map<string, ReturnType<typeof ask>>()
  return (question) => {
    const key = JSON.stringify([question.repository, question.from, question.to, question.path])
    const answer = answers.get(key) ?? ask(question)
    answers.set(key, answer)
    answer.catch(() => answers.delete(key))
    return answer
  }
}

function isInGitlab({ context }: Wiring): boolean {
  return context.environment['GITLAB_CI'] === 'true'
}

/** The path of a project of the job's own GitLab; undefined where it is something else. */
function projectOf(repository: string, { context }: Wiring): string | undefined {
  if (/^\w[\w.-]*(\/[\w.-]+)+$/.test(repository)) return repository
  return repositoryOf(repository, context.gitlab.serverUrl, true)
}

async function openGitlab({ token }: SourceInputs, { context, say }: Wiring): Promise<Source> {
  const { environment } = context
  const jobToken = environment['CI_JOB_TOKEN']
  const [{ openGitLabSource }, { isJobToken }] = await Promise.all([
    import('../../forge/gitlab/source.ts'),
    import('../../forge/gitlab/token.ts'),
  ])
  const known = token ?? jobToken
  return openGitLabSource({
    token: known,
    isJobToken: known !== undefined && isJobToken(known, jobToken),
    apiUrl: context.gitlab.apiUrl,
    certificates: await ownAuthorities(environment),
    environment,
    log: say,
  })
}

async function openGithub({ token }: SourceInputs, { context, say }: Wiring): Promise<Source> {
  if (token === undefined)
    return {
      compare: () =>
        Promise.resolve({ order: 'unknown', reason: 'the app repo cannot be asked without a source-token' }),
    }
  const { openGitHubSource } = await import('../../forge/github/source.ts')
  const { apiUrl, graphqlUrl, environment } = context
  return openGitHubSource({ token, apiUrl, graphqlUrl, environment, log: say })
}

async function openLocal(repository: string, token: string | undefined, wiring: Wiring): Promise<Source> {
  const { openLocalSource } = await import('../../forge/local/source.ts')
  const authorization = authorizationFor(repository, token, wiring)
  const source = openLocalSource({ repository, authorization, environment: wiring.context.environment })
  wiring.atEnd(() => source.close())
  return source
}
