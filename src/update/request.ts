import type { BumpRequest } from '../bump/request.ts'
import type { Resolve } from '../bump/resolve.ts'
import type { Method } from '../config/config.ts'
import type { Forge } from '../forge/forge.ts'
import type { AppRepo } from '../forge/app-repo.ts'
import { mask } from '../git/mask.ts'
import type { Completion } from '../inventory/open.ts'
import type { Standing } from '../parents/complete.ts'
import type { Proving } from '../proof/proofs.ts'
import type { Grouping, GroupScope } from '../proposal/group.ts'
import type { Pace, Proposal } from '../proposal/proposal.ts'
import type { Origin } from '../proposal/text.ts'

/** What an update is asked for. */
export interface UpdateRequest {
  readonly bump: BumpRequest
  /** Looks images up before their versions are planned. */
  readonly resolve: Resolve | undefined
  /** Whether plans are proved: `auto`, `always` or `never`. */
  readonly verify: string
  readonly step: Step
  readonly build: BuiltFrom
  readonly texts: GivenTexts
  /** How its requests are opened. */
  readonly opening: Opening
}

/** What the inputs say of the changes as a whole. */
export interface Step {
  /** The base that is named; undefined means the default branch. */
  readonly base: string | undefined
  /** How all of it gets onto the base; undefined: as the configuration says of each environment. */
  readonly method: Method | undefined
  readonly grouping: Grouping
  readonly scope: GroupScope
  /** The branch of a request, where one is named. */
  readonly branch: string | undefined
}

/** The texts that a person gave, without what looks like a record of ours. */
export interface GivenTexts {
  readonly title: string | undefined
  /** The commit's message. */
  readonly message: string | undefined
  /** What stands on top of the body. */
  readonly intro: string | undefined
}

export type Opening = Pick<Proposal, 'metadata' | 'asDraft' | 'deleteBranch' | 'autoMerge' | 'dryRun'>

/** What the new versions were built from. */
export interface BuiltFrom {
  /** The app repo; a password in an address goes nowhere. */
  readonly repository: string | undefined
  /** The commit that a person has named; it goes before one in a tag. */
  readonly namedCommit: string | undefined
  /** The commit that the job runs for, which is mostly that of the build. */
  readonly jobCommit: string | undefined
  /** The named one, else the job's. */
  readonly commit: string | undefined
}

/** What the inputs name, else what the job tells. */
export function builtFrom(
  named: { readonly repository: string | undefined; readonly commit: string | undefined },
  origin: Origin,
): BuiltFrom {
  const repository = named.repository ?? origin.repository
  return {
    repository: repository === undefined ? undefined : mask(repository),
    namedCommit: named.commit,
    jobCommit: origin.commit,
    commit: named.commit ?? origin.commit,
  }
}

/** What an update needs from outside. */
export interface UpdatePorts {
  readonly forge: Forge
  readonly pace: Pace
  readonly origin: Origin
  /** The infra repo's own address with its host (`github.com/acme/infra`), where it has one. */
  readonly addresses: string | undefined
  /** The app repo, for the order of builds and the list of commits. */
  readonly appRepo: AppRepo
  /** What renders files of a branch. */
  standingFor?(standing: Standing): Standings
}

/** What is done with files of a branch by rendering them. */
export interface Standings {
  /** Adds the apps that only the output of others declares. */
  readonly completion: Completion
  readonly proving: Proving
}
