/** All REST operations that the fake supports, by GitHub's operation id. */
import { actionsOperations } from './actions.ts'
import { archiveOperations } from './archive.ts'
import { checkOperations } from './checks.ts'
import { contentOperations } from './contents.ts'
import { deploymentOperations } from './deployments.ts'
import { environmentOperations } from './environments.ts'
import { gitDataOperations } from './git-data.ts'
import { issueOperations } from './issues.ts'
import type { RestOperations } from './operation.ts'
import { pullOperations } from './pulls.ts'
import { refOperations } from './refs.ts'
import { rulesetOperations } from './rulesets.ts'
import { repositoryOperations } from './repos.ts'
import { userOperations } from './users.ts'

export const restOperations: RestOperations = {
  ...actionsOperations,
  ...archiveOperations,
  ...checkOperations,
  ...contentOperations,
  ...deploymentOperations,
  ...environmentOperations,
  ...gitDataOperations,
  ...issueOperations,
  ...pullOperations,
  ...refOperations,
  ...rulesetOperations,
  ...repositoryOperations,
  ...userOperations,
}
