import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ProposalPorts } from '../../commands/proposals.ts'
import { inputError } from '../../errors.ts'
import type { Context } from '../../runtime/context.ts'
import type { Wiring } from '../define.ts'
import { openForge } from './forge.ts'
import { ownAuthorities, ownGitlab } from './gitlab.ts'
import type { ForgeInputs } from './forge.ts'

/** What `update` and `pull-request` need from outside. */
export async function proposalPorts(
  inputs: ForgeInputs & { readonly sourceToken: string | undefined },
  wiring: Wiring,
): Promise<ProposalPorts> {
  const { context } = wiring
  const { repository, commit, runUrl } = context.job
  const opened = await openForge(inputs, wiring)
  return {
    forge: opened.forge,
    identity: opened.identity,
    get tokenWarnings() {
      return opened.tokenWarnings()
    },
    pace: {
      sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
      random: Math.random,
    },
    origin: { repository, commit, runUrl, serverUrl: context.serverUrl },
    sourceCommits: askedOnce((...question) => sourceCommits(inputs.sourceToken, wiring, question)),
    readText: (path) => readText(path, context),
  }
}

/** Each lost race asks again for the same commits; the answer stays the same within a run, a failure need not. */
function askedOnce(ask: ProposalPorts['sourceCommits']): ProposalPorts['sourceCommits'] {
  const answers = new Map<string, ReturnType<typeof ask>>()
  return (...question) => {
    const key = JSON.stringify(question)
    const answer = answers.get(key) ?? ask(...question)
    answers.set(key, answer)
    answer.catch(() => answers.delete(key))
    return answer
  }
}

/** The app's commits, from the forge that runs this job: CI of the app runs there. */
async function sourceCommits(
  token: string | undefined,
  { context, say }: Wiring,
  [repository, from, to]: Parameters<ProposalPorts['sourceCommits']>,
): ReturnType<ProposalPorts['sourceCommits']> {
  if (context.environment['GITLAB_CI'] === 'true') {
    const { environment } = context
    const jobToken = environment['CI_JOB_TOKEN']
    const known = token ?? jobToken
    if (known === undefined) return undefined
    const [{ openGitLabSource }, { isJobToken }] = await Promise.all([
      import('../../forge/gitlab/source.ts'),
      import('../../forge/gitlab/token.ts'),
    ])
    const source = openGitLabSource({
      token: known,
      isJobToken: isJobToken(known, jobToken),
      apiUrl: ownGitlab(environment).apiUrl,
      certificates: await ownAuthorities(environment),
      environment,
      log: say,
    })
    const found = await source.commitsBetween(repository, from, to)
    return found && { list: found.commits, total: found.total, url: found.url }
  }
  if (token === undefined) return undefined
  const { openGitHubSource } = await import('../../forge/github/source.ts')
  const { apiUrl, environment } = context
  const source = openGitHubSource({ token, apiUrl, environment, log: say })
  const found = await source.commitsBetween(repository, from, to)
  return found && { list: found.commits, total: found.total, url: found.url }
}

/**
 * @throws FairleadError (input) where the file cannot be read
 */
async function readText(path: string, { workspace }: Context): Promise<string> {
  try {
    return await readFile(resolve(workspace, path), 'utf8')
  } catch (error) {
    throw inputError(`the file ${JSON.stringify(path)} cannot be read: ${(error as Error).message}`)
  }
}
