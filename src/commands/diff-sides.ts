import type { Change } from '../affected/change.ts'
import { SourceChange, unchangedSides } from '../affected/source-change.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Side, Sides } from '../git/sides.ts'

/** The infra repo that a change of an app repo reaches, at its default branch. */
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
 * Finds what is compared: a change of the infra repo, or one of an app repo and what it does to the apps of the infra
 * repo.
 *
 * @param base the branch that the change goes into
 * @throws FairleadError where the sides cannot be had
 */
export async function changeFrom(base: string, ports: ComparedPorts): Promise<Change> {
  const own = await ports.sides(base)
  // A base that is no branch, such as a commit, stands for the branch that changes usually go into.
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
