import { inputError } from '../../errors.ts'
import { readNamed } from '../../files/read.ts'
import { isTracked } from '../../git/tracked.ts'
import { JSON_LIMITS } from '../../report/json/limits.ts'
import type { Context } from '../../runtime/context.ts'

/**
 * A report that another job has written: what the repository itself has under that name is the word of the change.
 *
 * @throws FairleadError (input) where it is not there, is no such file, or is larger than any report is
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
