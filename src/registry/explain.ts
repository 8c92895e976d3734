import { inputError } from '../errors.ts'
import type { FairleadError } from '../errors.ts'
import { parseJsonIfValid } from '../shapes/answer.ts'
import { ErrorsAnswer } from './answers.ts'
import type { Credentials } from './credential.ts'
import type { Address } from './name.ts'

/**
 * Returns the error for a registry, or its token server, that denies access to a repository. Many registries give the
 * same answer for a repository that does not exist, so that nobody learns the names of private ones.
 */
export function explainDenial(
  { registry, path }: Address,
  status: number,
  body: Buffer,
  credentials: Credentials | undefined,
): FairleadError {
  const words = wordsIn(body)
  const used = credentials
    ? `The credentials of ${credentials.source} were used${credentials.username ? ` (${credentials.username})` : ''}: check that they are still valid and have read access to this repository.`
    : `There are no credentials for ${registry}: log in before this step, with docker/login-action or docker login.`
  return inputError(
    `${registry} denied read access to ${path} (${status}${words === undefined ? '' : `: ${words}`})`,
    {
      hint: `${used} Many registries give the same answer for a repository that does not exist, so check its name as well.`,
    },
  )
}

/** Returns the reason in the registry's own words. */
function wordsIn(body: Buffer): string | undefined {
  const { errors: [first] = [], details } = parseJsonIfValid(ErrorsAnswer, body) ?? {}
  const words = first?.message ?? first?.code ?? details ?? ''
  return words === '' ? undefined : words.replaceAll(/\s+/g, ' ').slice(0, 200)
}
