import type { AppRepo } from '../../forge/app-repo.ts'
import { mask } from '../../git/mask.ts'
import type { Context } from '../../runtime/context.ts'
import type { Wiring } from '../define.ts'
import type { Reach } from './connect.ts'
import { connect } from './forges.ts'
import { repositoryOf } from './origin.ts'
import { isOfGithub } from './tokens.ts'

export interface SourceInputs {
  /** As the input has it, which may carry a password; undefined: the job's own. */
  readonly repository: string | undefined
  readonly token: string | undefined
}

/**
 * The app repo: on the forge that runs the job where it is called by its path (`owner/name`; on GitLab with all its
 * groups, or its address there), else any git repository. Nothing is asked yet.
 */
export function openAppRepo(inputs: SourceInputs, wiring: Wiring): AppRepo {
  const compare: AppRepo['compare'] = async (question) => {
    const { forge, ...reach } = whereIs(question.repository, inputs, wiring)
    if (forge === 'gitlab' && reach.token !== undefined && isOfGithub(reach.token, wiring.context))
      return { order: 'unknown', reason: 'the source-token is a GitHub token, which is never sent to GitLab' }
    const appRepo = await (await connect(forge, reach, wiring)).appRepo()
    return appRepo.compare({ ...question, repository: reach.repository })
  }
  return { compare: askedOnce(compare) }
}

/** The forge of an app repo, and what it is called there. */
function whereIs(
  repository: string,
  { repository: own, token }: SourceInputs,
  { context }: Wiring,
): Reach & { readonly forge: 'github' | 'gitlab' | 'local' } {
  const project = context.environment['GITLAB_CI'] === 'true' ? projectOf(repository, context) : undefined
  if (project !== undefined)
    return { forge: 'gitlab', repository: project, token: token ?? context.environment['CI_JOB_TOKEN'] }
  if (/^\w[\w.-]*\/[\w.-]+$/.test(repository)) return { forge: 'github', repository, token }
  // A question never holds a password: it is told to people.
  const isOwn = own !== undefined && mask(own) === repository
  return { forge: 'local', repository: isOwn ? own : repository, token }
}

/** Each lost race asks again for the same; the answer stays the same within a run, a failure need not. */
function askedOnce(ask: AppRepo['compare']): AppRepo['compare'] {
  const answers = new Map<string, ReturnType<typeof ask>>()
  return (question) => {
    const key = JSON.stringify([question.repository, question.from, question.to, question.path])
    const answer = answers.get(key) ?? ask(question)
    answers.set(key, answer)
    answer.catch(() => answers.delete(key))
    return answer
  }
}

/** The path of a project of the job's own GitLab; undefined where it is something else. */
function projectOf(repository: string, { gitlab }: Context): string | undefined {
  if (/^\w[\w.-]*(\/[\w.-]+)+$/.test(repository)) return repository
  return repositoryOf(repository, gitlab.serverUrl, true)
}
