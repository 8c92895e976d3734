import { inputError } from '../../errors.ts'
import { readNamed } from '../../files/read.ts'
import { isTracked } from '../../git/tracked.ts'
import { JSON_LIMITS } from '../../report/json/limits.ts'
import type { Context } from '../../runtime/context.ts'

/**
 * Reads a report that another job wrote. A file that git tracks is rejected, because the change itself may have
 * written it.
 *
 * @throws FairleadError (input) if it does not exist, git tracks it, or it is larger than a report can be
 */
export async function readReport(path: string, context: Context): Promise<string> {
  const hint = 'Use the report.json that a diff job wrote, from its artifact.'
  const read = await readNamed(path, JSON_LIMITS.bytes, context)
  if ('fault' in read) throw inputError(`the report ${path} cannot be read: ${read.fault}`, { hint })
  if ((await isTracked(read.path, context.environment)) === true)
    throw inputError(`the report ${path} is a file of the repository, not one that a job wrote`, {
      hint,
    })
  return read.content.toString('utf8')
}
