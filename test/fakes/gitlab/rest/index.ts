/** Every operation of the REST API that the fake knows. */
import { commitOperations } from './commits.ts'
import { fileOperations } from './files.ts'
import { mergeRequestOperations } from './merge-requests.ts'
import { noteOperations } from './notes.ts'
import type { RestOperations } from './operation.ts'
import { repositoryOperations } from './repository.ts'
import { userOperations } from './users.ts'

export const restOperations: RestOperations = {
  ...userOperations,
  ...repositoryOperations,
  ...fileOperations,
  ...commitOperations,
  ...mergeRequestOperations,
  ...noteOperations,
}
