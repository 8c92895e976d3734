import type { Deployment, Deployments } from '../deployments.ts'
import { isLost } from './failures.ts'
import { openProject } from './open.ts'
import type { GitLabProjectOptions } from './open.ts'

interface RestDeployment {
  readonly id: number
  readonly sha: string
  readonly ref: string
  readonly status: string
  readonly created_at: string
}

interface RestEnvironment {
  readonly id: number
  readonly name: string
  readonly tier?: string | null
  readonly external_url?: string | null
}

const writing = { doing: 'write down a deployment', role: 'Developer', scope: 'api' } as const
const reading = { doing: 'read deployments', role: 'Reporter', scope: 'read_api' } as const

/**
 * Opens the environments and deployments of a project. A job's own token may do all of this.
 * Sources: https://docs.gitlab.com/api/deployments/ and https://docs.gitlab.com/api/environments/
 */
export function openGitLabDeployments(options: GitLabProjectOptions): Deployments {
  const project = openProject(options)
  const { client, at } = project
  const newest = (environment: string, most: number) =>
    client.list<RestDeployment>(
      `${at}/deployments`,
      { environment, order_by: 'id', sort: 'desc', per_page: Math.min(most, 100) },
      most,
    )
  return {
    environment: (name) =>
      project.explained(reading, async () => {
        const [found] = await client.list<RestEnvironment>(`${at}/environments`, { name })
        if (found === undefined) return undefined
        const { id, tier, external_url } = found
        return { id: String(id), name, tier: tier ?? undefined, url: external_url ?? undefined }
      }),
    list: (environment, most) =>
      project.explained(reading, async () =>
        (await newest(environment, most)).slice(0, most).map(toDeployment),
      ),
    start: ({ environment, commit, ref }) =>
      project.explained(writing, async () => {
        const [last] = await newest(environment, 1)
        const body = { environment, sha: commit, ref, tag: false, status: 'running' }
        const made = await client.persist<RestDeployment>(
          async () =>
            (await client.request<RestDeployment>('POST', `${at}/deployments`, { body, once: true })).data,
          {
            async find() {
              const since = await newest(environment, 20)
              return since.find(
                ({ id, sha, status }) => id > (last?.id ?? 0) && sha === commit && status === 'running',
              )
            },
            again: isLost,
          },
        )
        return toDeployment(made)
      }),
    finish: (id, state) =>
      project.explained(writing, async () => {
        await client.request('PUT', `${at}/deployments/${Number(id)}`, { body: { status: state } })
      }),
  }
}

function toDeployment({ id, sha, ref, status, created_at }: RestDeployment): Deployment {
  return { id: String(id), commit: sha, ref, state: status, at: created_at }
}
