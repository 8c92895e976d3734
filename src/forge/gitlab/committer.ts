import type { Committer } from '../local/commit.ts'
import { currentUser } from './project.ts'
import type { Project } from './project.ts'

/** Returns the committer of commits that git creates: the account of the token. */
export async function committerOf(project: Project): Promise<Committer> {
  const { name, username, email, commit_email } = await currentUser(project)
  return { name, email: commit_email || email || `${username}@users.noreply` }
}
