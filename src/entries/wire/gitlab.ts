import { readFile } from 'node:fs/promises'
import { inputError } from '../../errors.ts'
import type { Context } from '../../runtime/context.ts'

/** The location of a project, and its name there. */
export interface GitlabProject {
  /** The address of the server, without a slash at the end. */
  readonly serverUrl: string
  readonly apiUrl: string
  /** The path of the project with all groups, or its id. */
  readonly path: string
}

/**
 * Finds the GitLab of a project. A full address contains it; otherwise it is the job's own. An unknown GitLab may be
 * below a path of its host, so its location is queried, without a token.
 *
 * @throws FairleadError if there is no GitLab at the address, or the address is on GitHub or not valid
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

/** An SSH address: `git@host:path`, or `ssh://git@host:22/path`. Its port is not the port of the API. */
const SSH = /^(?:ssh:\/\/(?:[^/@]+@)?([^/:]+)(?::\d+)?\/|[^/@\s]+@([^/:\s]+):)(.+)$/i

/** Returns the same from the address only. A GitLab below a path is treated as one at the root. */
export function gitlabServer(repository: string, { gitlab: own }: Pick<Context, 'gitlab'>): GitlabProject {
  const [, sshHost, scpHost, sshPath = ''] = SSH.exec(repository) ?? []
  const host = sshHost ?? scpHost
  if (host !== undefined) {
    const isOwn = new URL(own.serverUrl).hostname === host.toLowerCase()
    return gitlabServer(`${isOwn ? own.serverUrl : `https://${host}`}/${sshPath}`, { gitlab: own })
  }
  if (!/^https?:\/\//i.test(repository)) return { ...own, path: repository }
  // The host and the scheme may be written in a different case.
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
 * Returns certificate authorities to trust in addition to the public ones. A GitLab runner leaves the certificate of
 * its GitLab in a file. Node itself trusts the certificates of NODE_EXTRA_CA_CERTS, but git does not know them.
 *
 * @throws FairleadError (input) if a file cannot be read
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
