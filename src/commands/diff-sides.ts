import type { Change } from '../affected/change.ts'
import { SourceChange, unchangedSides } from '../affected/source-change.ts'
import type { Identity } from '../net/repositories.ts'
import type { Side, Sides } from '../git/sides.ts'

/** The infra repo that a change of an app repo reaches, at its default branch. */
export interface InfraRepository {
  readonly identity: string
  readonly side: Side
  readonly branch: string
}

export interface ComparedPorts {
  readonly identity: Identity
  readonly base: string | undefined
  isDefaultBranch(branch: string): boolean
  sides(base: string): Promise<Sides>
  readonly source?:
    | {
        readonly identities: readonly string[]
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
  if (!ports.source) return { identity: ports.identity, sides: own, standing: { branch, isDefaultBranch } }
  const infra = await ports.source.infra()
  const { identities } = ports.source
  return {
    identity: infra.identity,
    sides: unchangedSides(infra.side, infra.branch),
    standing: { branch: infra.branch, isDefaultBranch: true },
    source: new SourceChange({ identities, branch, isDefaultBranch, sides: own, infra: infra.identity }),
  }
}
