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

/** The inputs of an update. */
export interface UpdateRequest {
  readonly bump: BumpRequest
  /** Looks up images before their versions are planned. */
  readonly resolve: Resolve | undefined
  /** Whether plans are proved: `auto`, `always` or `never`. */
  readonly verify: string
  readonly step: Step
  readonly build: BuiltFrom
  readonly texts: GivenTexts
  /** The options for opening its requests. */
  readonly opening: Opening
}

/** The inputs about the changes as a whole. */
export interface Step {
  /** The base from the inputs; undefined means the default branch. */
  readonly base: string | undefined
  /** The way in which all changes reach the base; undefined: as the configuration defines for each environment. */
  readonly method: Method | undefined
  readonly grouping: Grouping
  readonly scope: GroupScope
  /** The branch of a request, if the inputs name one. */
  readonly branch: string | undefined
}

/** The texts of the user, without anything that looks like a record of Fairlead. */
export interface GivenTexts {
  readonly title: string | undefined
  /** The commit's message. */
  readonly message: string | undefined
  /** The text at the top of the body. */
  readonly intro: string | undefined
}

export type Opening = Pick<Proposal, 'metadata' | 'asDraft' | 'deleteBranch' | 'autoMerge' | 'dryRun'>

/** The source of the new versions. */
export interface BuiltFrom {
  /** The app repo; a password in its address is masked. */
  readonly repository: string | undefined
  /** The commit that the user set; takes precedence over one in a tag. */
  readonly namedCommit: string | undefined
  /** The commit that the job runs for, which is usually that of the build. */
  readonly jobCommit: string | undefined
  /** The commit that the user set, otherwise that of the job. */
  readonly commit: string | undefined
}

/** Returns the source from the inputs, otherwise from the job. */
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

/** The external services that an update uses. */
export interface UpdatePorts {
  readonly forge: Forge
  readonly pace: Pace
  readonly origin: Origin
  /** The infra repo's own address with its host (`github.com/acme/infra`), if it has one. */
  readonly addresses: string | undefined
  /** The app repo, for the order of builds and the list of commits. */
  readonly appRepo: AppRepo
  /** Returns what renders the files of a branch. */
  standingFor?(standing: Standing): Standings
}

/** The functions that render the files of a branch. */
export interface Standings {
  /** Adds the apps that are declared only in the output of other apps. */
  readonly completion: Completion
  readonly proving: Proving
}
