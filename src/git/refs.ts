import { inputError } from '../errors.ts'

/**
 * Gives a branch its full name.
 *
 * @throws FairleadError (input) where git would not take the name (git check-ref-format)
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

/** The full name of the branch that `HEAD` stands for, by `git ls-remote --symref`; undefined where none is told. */
export function readDefaultBranch(output: string): string | undefined {
  return /^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(output)?.[1]
}
