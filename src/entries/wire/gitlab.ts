import { readFile } from 'node:fs/promises'
import { inputError } from '../../errors.ts'
import type { Context } from '../../runtime/context.ts'

/** Where a project is, and what it is called there. */
export interface GitlabProject {
  /** No slash at the end. */
  readonly serverUrl: string
  readonly apiUrl: string
  /** Its path with all groups, or its id. */
  readonly path: string
}

/**
 * The GitLab that a project is on. A whole address says it itself; else it is the job's own. One that is not known may
 * be below a path of its host, so it is asked where it is, and without a token.
 *
 * @throws FairleadError where no GitLab is there, or the address is one on GitHub or none at all
 */
export async function findGitlab(repository: string, context: Context): Promise<GitlabProject> {
  const told = gitlabServer(repository, context)
  if (new URL(told.serverUrl).host === new URL(context.serverUrl).host)
    throw inputError(
      `repository is on ${new URL(told.serverUrl).host}, which is GitHub, but forge is gitlab`,
      {
        hint: 'Set forge to github.',
      },
    )
  if (told.serverUrl === context.gitlab.serverUrl || told.path.split('/').length < 3) return told
  const { environment } = context
  const { findServer } = await import('../../forge/gitlab/find-server.ts')
  const certificates = await ownAuthorities(environment)
  const { serverUrl, path } = await findServer(told.serverUrl, told.path, { environment, certificates })
  return { serverUrl, path, apiUrl: `${serverUrl}/api/v4` }
}

/** An address for SSH: `git@host:path`, or `ssh://git@host:22/path`. Its port is not that of the API. */
const SSH = /^(?:ssh:\/\/(?:[^/@]+@)?([^/:]+)(?::\d+)?\/|[^/@\s]+@([^/:\s]+):)(.+)$/i

/** The same as the address alone tells it: a GitLab below a path is taken for one at the root. */
export function gitlabServer(repository: string, { gitlab: own }: Pick<Context, 'gitlab'>): GitlabProject {
  const [, sshHost, scpHost, sshPath = ''] = SSH.exec(repository) ?? []
  const host = sshHost ?? scpHost
  if (host !== undefined) {
    const isOwn = new URL(own.serverUrl).hostname === host.toLowerCase()
    return gitlabServer(`${isOwn ? own.serverUrl : `https://${host}`}/${sshPath}`, { gitlab: own })
  }
  if (!/^https?:\/\//i.test(repository)) return { ...own, path: repository }
  // As it is written, host and scheme may differ in case.
  if (repository.toLowerCase().startsWith(`${own.serverUrl.toLowerCase()}/`))
    return { ...own, path: plainPath(repository.slice(own.serverUrl.length)) }
  if (!URL.canParse(repository))
    throw inputError(`"${repository}" is not a valid project address`, {
      hint: 'Write it like https://gitlab.example.com/group/project.',
    })
  const { origin, pathname } = new URL(repository)
  return { serverUrl: origin, apiUrl: `${origin}/api/v4`, path: plainPath(decodeURIComponent(pathname)) }
}

/**
 * Authorities to trust beside the public ones. A runner leaves that of its own GitLab in a file; those of
 * NODE_EXTRA_CA_CERTS, which Node trusts by itself, have to be told to git.
 *
 * @throws FairleadError (input) where a file cannot be read
 */
export async function ownAuthorities(environment: Context['environment']): Promise<string[]> {
  const files = [environment['CI_SERVER_TLS_CA_FILE'], environment['NODE_EXTRA_CA_CERTS']]
  const named = [...new Set(files.filter((file) => file !== undefined && file !== ''))]
  return Promise.all(
    named.map(async (file) => {
      try {
        return await readFile(file as string, 'utf8')
      } catch (error) {
        throw inputError(`the certificates in ${file} cannot be read: ${(error as Error).message}`)
      }
    }),
  )
}

function plainPath(path: string): string {
  return path.replaceAll(/^\/+|(?<!\/)\/+$/g, '').replace(/\.git$/, '')
}
