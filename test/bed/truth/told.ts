/** Runs the built command line of Fairlead in a clone of a repository of the bed, as CI does. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fairlead } from '../../e2e/bundle.ts'
import { git } from '../../support/git-commits.ts'
import type { Bed } from '../bed.ts'
import { build } from '../build.ts'
import type { Repository } from '../git.ts'
import type { PlainObject } from './objects.ts'

/** A clone in which Fairlead runs, with the Helm and kustomize that the bed's controllers use. */
export class Clone {
  readonly folder: string
  readonly #programs: readonly string[]

  private constructor(folder: string, programs: readonly string[]) {
    this.folder = folder
    this.#programs = programs
  }

  static async of(bed: Bed, repository: Repository): Promise<Clone> {
    const folder = mkdtempSync(join(bed.folder, 'clone-'))
    git(folder, 'clone', '--quiet', repository.url, '.')
    const built = await build(process.env, () => undefined)
    const programs = ['--helm-path', built.program('helm'), '--kustomize-path', built.program('kustomize')]
    return new Clone(folder, programs)
  }

  /**
   * Runs a command on the newest `main`, and returns its JSON output.
   *
   * @throws Error with all output if the exit code is neither 0 nor one of `codes`
   */
  async ask(command: readonly string[], codes: readonly number[] = []): Promise<PlainObject> {
    git(this.folder, 'pull', '--quiet', '--ff-only')
    const args = [...command, '--output', 'json', ...this.#programs]
    const { exitCode, stdout, stderr } = await fairlead(this.folder, args)
    if (exitCode !== 0 && !codes.includes(exitCode ?? -1))
      throw new Error(`fairlead ${args.join(' ')} ended with ${exitCode}:\n${stdout}\n${stderr}`)
    return JSON.parse(stdout) as PlainObject
  }
}
