import { inputError } from '../errors.ts'

/**
 * Returns the full ref name of a branch.
 *
 * @throws FairleadError (input) if git would not accept the name (git check-ref-format)
 */
export function branchRef(branch: string): string {
  const bad =
    branch === '' ||
    branch.startsWith('-') ||
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\.$|^\/|\/$|(^|\/)\.|\.lock(\/|$)|^@$/.test(branch)
  if (bad) throw inputError(`"${branch}" is not a valid git branch name`)
  return `refs/heads/${branch}`
}

/**
 * Returns the full name of the branch that `HEAD` points to in `git ls-remote --symref`; undefined if there is none.
 */
export function readDefaultBranch(output: string): string | undefined {
  return /^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(output)?.[1]
}
