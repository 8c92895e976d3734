import type { Change } from '../affected/change.ts'
import { SourceChange, unchangedSides } from '../affected/source-change.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Side, Sides } from '../git/sides.ts'

/** The infra repo that a change of an app repo affects, at its default branch. */
export interface InfraRepository {
  readonly address: string
  readonly side: Side
  readonly branch: string
}

export interface ComparedPorts {
  readonly addresses: RepositoryAddresses
  readonly base: string | undefined
  isDefaultBranch(branch: string): boolean
  sides(base: string): Promise<Sides>
  readonly source?:
    | {
        readonly addresses: readonly string[]
        infra(): Promise<InfraRepository>
      }
    | undefined
}

/**
 * Finds the sides to compare: a change of the infra repo, or a change of an app repo with its effect on the apps of
 * the infra repo.
 *
 * @param base the target branch of the change
 * @throws FairleadError if the sides cannot be read
 */
export async function changeFrom(base: string, ports: ComparedPorts): Promise<Change> {
  const own = await ports.sides(base)
  // If the base is not a branch, for example a commit, the usual target branch is used instead.
  const branch = own.branch ?? ports.base ?? 'main'
  const isDefaultBranch = own.branch === undefined || ports.isDefaultBranch(own.branch)
  if (!ports.source) return { addresses: ports.addresses, sides: own, standing: { branch, isDefaultBranch } }
  const infra = await ports.source.infra()
  const { addresses } = ports.source
  return {
    addresses: infra.address,
    sides: unchangedSides(infra.side, infra.branch),
    standing: { branch: infra.branch, isDefaultBranch: true },
    source: new SourceChange({ addresses, branch, isDefaultBranch, sides: own, infra: infra.address }),
  }
}
