/** All operations of the REST API that the fake supports. */
import { approvalOperations } from './approvals.ts'
import { commitOperations } from './commits.ts'
import { deploymentOperations } from './deployments.ts'
import { environmentOperations } from './environments.ts'
import { eventOperations } from './events.ts'
import { fileOperations } from './files.ts'
import { groupOperations } from './groups.ts'
import { jobOperations } from './jobs.ts'
import { labelOperations } from './labels.ts'
import { mergeRequestParts } from './merge-request-parts.ts'
import { mergeRequestOperations } from './merge-requests.ts'
import { mergeOperations } from './merge.ts'
import { noteOperations } from './notes.ts'
import type { RestOperations } from './operation.ts'
import { pipelineOperations } from './pipelines.ts'
import { repositoryOperations } from './repository.ts'
import { userOperations } from './users.ts'

export const restOperations: RestOperations = {
  ...userOperations,
  ...repositoryOperations,
  ...fileOperations,
  ...commitOperations,
  ...mergeRequestOperations,
  ...mergeRequestParts,
  ...mergeOperations,
  ...approvalOperations,
  ...noteOperations,
  ...labelOperations,
  ...pipelineOperations,
  ...jobOperations,
  ...eventOperations,
  ...groupOperations,
  ...environmentOperations,
  ...deploymentOperations,
}
