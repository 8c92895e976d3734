import { SourceChange, unchangedSides } from '../affected/source-change.ts'
import { CONFIG_FILE } from '../config/config.ts'
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

/** What is compared: a change of the infra repo, or one of an app repo and what it does to the apps of the infra repo. */
export interface Compared {
  readonly identity: Identity
  /** The two sides of the infra repo. */
  readonly sides: Sides
  /** The two sides of the change, as people know it. */
  readonly shown: Sides
  readonly branch: string
  readonly isDefaultBranch: boolean
  readonly source: SourceChange | undefined
  /** Of a change of an app repo, once the apps are known. */
  warnings(): readonly string[]
}

/**
 * Finds what is compared.
 *
 * @param base the branch that the change goes into
 * @throws FairleadError where the sides cannot be had
 */
export async function compared(base: string, ports: ComparedPorts): Promise<Compared> {
  const own = await ports.sides(base)
  // A base that is no branch, such as a commit, stands for the branch that changes usually go into.
  const branch = own.branch ?? ports.base ?? 'main'
  const isDefaultBranch = own.branch === undefined || ports.isDefaultBranch(own.branch)
  if (!ports.source)
    return {
      identity: ports.identity,
      sides: own,
      shown: own,
      branch,
      isDefaultBranch,
      source: undefined,
      warnings: () => [],
    }
  const infra = await ports.source.infra()
  const { identities } = ports.source
  const source = new SourceChange({ identities, branch, isDefaultBranch, sides: own })
  return {
    identity: infra.identity,
    sides: unchangedSides(infra.side, infra.branch),
    // The configuration is the infra repo's: a file of that name in an app repo is nobody's.
    shown: { ...own, changed: own.changed.filter((path) => path !== CONFIG_FILE) },
    branch: infra.branch,
    isDefaultBranch: true,
    source,
    warnings: () => source.warnings(infra.identity),
  }
}
