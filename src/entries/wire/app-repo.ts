import type { AppRepo } from '../../forge/app-repo.ts'
import { mask } from '../../git/mask.ts'
import type { Context } from '../../runtime/context.ts'
import type { Wiring } from '../define.ts'
import type { Reach } from './connect.ts'
import { connect } from './forges.ts'
import { repositoryOf } from './origin.ts'
import { isOfGithub } from './tokens.ts'

export interface SourceInputs {
  /** The value of the input, which may contain a password; undefined for the job's own repository. */
  readonly repository: string | undefined
  readonly token: string | undefined
}

/**
 * Opens the app repo: on the forge that runs the job if its name is a path (`owner/name`; on GitLab the path with all
 * groups, or the address there), otherwise any git repository. No request is sent yet.
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

/** Returns the forge of an app repo, and its name there. */
function whereIs(
  repository: string,
  { repository: own, token }: SourceInputs,
  { context }: Wiring,
): Reach & { readonly forge: 'github' | 'gitlab' | 'local' } {
  const project = context.environment['GITLAB_CI'] === 'true' ? projectOf(repository, context) : undefined
  if (project !== undefined)
    return { forge: 'gitlab', repository: project, token: token ?? context.environment['CI_JOB_TOKEN'] }
  if (/^\w[\w.-]*\/[\w.-]+$/.test(repository)) return { forge: 'github', repository, token }
  // A question never contains a password, because it is shown to people.
  const isOwn = own !== undefined && mask(own) === repository
  return { forge: 'local', repository: isOwn ? own : repository, token }
}

/**
 * Caches the answers, because each lost race asks the same question again. An answer does not change during a run,
 * but a failed request may succeed later, so failures are not cached.
 */
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

/** Returns the path of a project on the job's own GitLab; undefined if it is something else. */
function projectOf(repository: string, { gitlab }: Context): string | undefined {
  if (/^\w[\w.-]*(\/[\w.-]+)+$/.test(repository)) return repository
  return repositoryOf(repository, gitlab.serverUrl, true)
}
