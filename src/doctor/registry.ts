import type { Check } from './check.ts'
import { apisAreServed } from './files/apis.ts'
import { configIsUsed, configIsValid } from './files/config.ts'
import { overrides, productionSyncs, revisionsAreTheBase } from './files/controllers.ts'
import { productionStandsAlone, tagsAreFixed } from './files/images.ts'
import {
  appsAreDeclaredOnce,
  appsAreFound,
  environmentsAreKnown,
  objectsAreResolved,
} from './files/inventory.ts'
import { linksStayInside } from './files/links.ts'
import { productionHasOwners } from './files/owners.ts'
import type { FilesPorts } from './files/ports.ts'
import { sourcesAreReadable } from './files/sources.ts'
import { oneController } from './files/two-controllers.ts'
import { oneWriter } from './files/writers.ts'
import * as branch from './github/branch.ts'
import * as environments from './github/environments.ts'
import { baseIsLocked, gateHolds } from './github/gate.ts'
import { branchesHavePullRequests } from './github/leftovers.ts'
import type { GitHubPorts } from './github/ports.ts'
import { tokenMayOpenPullRequests, tokenMayPush, workflowsMayOpenPullRequests } from './github/rights.ts'
import * as settings from './github/settings.ts'
import { sourceIsReadable } from './github/app-repo.ts'
import * as github from './github/token.ts'
import { baseIsProtected, branchesHaveMergeRequests } from './gitlab/branch.ts'
import { baseIsLocked as projectIsLocked } from './gitlab/gate.ts'
import type { GitLabPorts } from './gitlab/ports.ts'
import { approvalsAreRequired, environmentsAreProtected, mergeSettings } from './gitlab/settings.ts'
import { projectIsThere, serverIsNewEnough, tokenIsValid } from './gitlab/token.ts'
import { checkout, job } from './here/job.ts'
import type { HerePorts } from './here/ports.ts'
import { renderers } from './here/renderers.ts'
import { sandbox } from './here/sandbox.ts'
import { fairleadVersion, gitVersion, nodeVersion } from './here/versions.ts'
import type { LocalPorts } from './local/remote.ts'
import { pushing, remoteIsThere } from './local/remote.ts'

/** The parts of a set-up, each with the inputs of its checks. */
export interface PortsOf {
  readonly here: HerePorts
  readonly files: FilesPorts
  readonly github: GitHubPorts
  readonly gitlab: GitLabPorts
  readonly local: LocalPorts
}

/** The name of a part. If a whole part cannot be checked, this name is the rule of its finding. */
export type PartId = keyof PortsOf

/** All checks, by part and in the order in which they run. The documentation page is generated from them. */
export const doctorRules: { readonly [Id in PartId]: readonly Check<PortsOf[Id]>[] } = {
  here: [fairleadVersion, nodeVersion, gitVersion, renderers, sandbox, job, checkout],
  files: [
    configIsValid,
    configIsUsed,
    appsAreFound,
    objectsAreResolved,
    environmentsAreKnown,
    appsAreDeclaredOnce,
    oneController,
    tagsAreFixed,
    productionStandsAlone,
    productionSyncs,
    revisionsAreTheBase,
    overrides,
    oneWriter,
    linksStayInside,
    apisAreServed,
    productionHasOwners,
    sourcesAreReadable,
  ],
  github: [
    github.tokenIsValid,
    github.repositoryIsThere,
    github.serverIsNewEnough,
    tokenMayPush,
    tokenMayOpenPullRequests,
    workflowsMayOpenPullRequests,
    branch.baseIsThere,
    branch.baseIsProtected,
    branch.branchesMayBeMade,
    settings.mergeSettings,
    environments.environmentsAreProtected,
    gateHolds,
    baseIsLocked,
    branchesHavePullRequests,
    sourceIsReadable,
  ],
  gitlab: [
    tokenIsValid,
    projectIsThere,
    serverIsNewEnough,
    baseIsProtected,
    mergeSettings,
    approvalsAreRequired,
    environmentsAreProtected,
    projectIsLocked,
    branchesHaveMergeRequests,
  ],
  local: [remoteIsThere, pushing],
}
