import { FairleadError } from '../errors.ts'
import type { BranchCommitRequest, Forge } from '../forge/forge.ts'
import { obstructedBy } from '../forge/obstacle.ts'

type Committed = Awaited<ReturnType<Forge['commit']>>

/**
 * Commits to a branch. Git cannot create a branch below another one (`fairlead/web` beside `fairlead`). Each forge
 * reports this in its own way, or as a server error. So if a new branch is refused, this function looks for such a
 * branch.
 *
 * @param base the base branch
 * @throws FairleadError (refused) if another branch blocks the name, and every error of the forge
 */
export async function commitTo(forge: Forge, base: string, request: BranchCommitRequest): Promise<Committed> {
  try {
    return await forge.commit(request)
  } catch (error) {
    if (!(error instanceof FairleadError) || request.from !== undefined) throw error
    const parts = request.branch.split('/')
    const above = parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'))
    if (above.length === 0) throw error
    const { branches } = await forge.snapshot({ base, branches: above, files: [] }).catch(() => ({
      branches: new Map<string, string>(),
    }))
    const obstacle = above.find((name) => branches.has(name))
    if (obstacle === undefined) throw error
    throw obstructedBy(request.branch, obstacle)
  }
}
