import * as v from 'valibot'
import { Commit, PushEvent } from './api.ts'
import type { Project } from './project.ts'
import { currentUser, projectInfo } from './project.ts'

const Pushes = v.array(PushEvent)

/** The maximum number of pages of pushes that are read. Older pushes are unknown. */
const MOST_PAGES = 50
const PER_PAGE = 100

/**
 * Returns those of some files of a branch that GitLab vouches for: each file was added by one commit that was pushed
 * alone by the token's account, and no other commit has changed it. Anybody can set the author of a commit, but not
 * the account that pushed it.
 *
 * Source: https://docs.gitlab.com/api/events/#list-all-visible-events-for-a-project
 */
export async function pushedByUs(
  project: Project,
  branch: string,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const added = new Map<string, string>()
  for (const path of paths) {
    const by = await onlyCommitOf(project, commit, path)
    if (by !== undefined) added.set(by.id, path)
  }
  if (added.size === 0) return new Set()
  const own = await currentUser(project)
  const { id } = await projectInfo(project)
  const found = new Set<string>()
  for (let page = 1; page <= MOST_PAGES && found.size < added.size; page++) {
    const query = { action: 'pushed', sort: 'desc', per_page: PER_PAGE, page }
    const events = (await project.client.request('GET', `/projects/${id}/events`, Pushes, { query })).data
    for (const { author, push_data: push } of events) {
      const path = added.get(push?.commit_to ?? '')
      const isOurs =
        author.id === own.id &&
        push?.ref_type === 'branch' &&
        push.ref === branch &&
        // Fairlead pushes only one commit at once.
        push.commit_count === 1
      if (path !== undefined && isOurs) found.add(path)
    }
    if (events.length < PER_PAGE) break
  }
  return found
}

/** Returns the commit that added a file; undefined if other commits have changed it. */
async function onlyCommitOf({ client, at }: Project, revision: string, path: string) {
  const query = { ref_name: revision, path }
  const [added, ...more] = await client.list(`${at}/repository/commits`, Commit, query, 2)
  return more.length === 0 ? added : undefined
}
