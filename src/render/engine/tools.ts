import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FairleadError, inputError } from '../../errors.ts'
import type { Environment } from '../../git/environment.ts'
import type { Supply } from '../programs/supply.ts'
import type { ProgramName } from '../programs/releases.ts'
import { onPath } from './on-path.ts'

export interface Tool {
  /** Absolute. */
  readonly path: string
  /** Without the leading `v`. One that was built by hand may tell `4.2` alone. */
  readonly version: string
  /** Tells this program from others: its version, where that is a whole one; otherwise also its content's hash. */
  readonly id: string
}

/** kustomize alone, or the one in kubectl. */
export interface KustomizeTool extends Tool {
  readonly program: 'kustomize' | 'kubectl'
}

/** Where renderers are; each is looked for once, when it is first needed. */
export interface Tools {
  /** @throws FairleadError (input) where there is none, with how to get it */
  helm(): Promise<Tool>
  /** @throws FairleadError (input) where there is neither kustomize nor kubectl */
  kustomize(): Promise<KustomizeTool>
  /** Names and versions of those that were used. */
  readonly versions: ReadonlyMap<string, string>
  /** Why those that were looked for cannot be used: it is no fault of what they should have rendered. */
  readonly faults: readonly FairleadError[]
}

export interface ToolOptions {
  /** Whose PATH counts. */
  readonly environment: Environment
  /** Absolute paths of programs to be used instead of those on PATH. */
  readonly helm?: string | undefined
  readonly kustomize?: string | undefined
  /** Brings what PATH has not, or not in the version that is asked for; without it that is an error. */
  readonly supply?: Supply | undefined
  /** Whether nothing is brought but what somebody has asked for by its version. */
  readonly bringsOnlyAsked?: boolean | undefined
}

/** Runs a program that only tells its version, and gives what it prints. */
export type Ask = (program: string, args: readonly string[]) => Promise<string>

/**
 * Finds renderers: those that are named; those on PATH, unless another version is asked for or one whose checksum is
 * given; else those that are brought.
 *
 * @param folder of this run alone: brought ones are put there
 */
export function findTools(options: ToolOptions, folder: string, ask: Ask): Tools {
  const { environment, supply } = options
  const versions = new Map<string, string>()
  const faults: FairleadError[] = []
  let helm: Promise<Tool> | undefined
  let kustomize: Promise<KustomizeTool> | undefined

  const fetched = (name: ProgramName) =>
    options.bringsOnlyAsked === true ? `, or download one with ${name}-version` : ''

  const helmAt = async (path: string): Promise<Tool> =>
    toolAt(path, await ask(path, ['version', '--template', '{{.Version}}']))

  async function kustomizeAt(path: string): Promise<KustomizeTool> {
    const isKubectl = /(^|[\\/])kubectl(\.exe)?$/.test(path)
    const printed = isKubectl
      ? /^Kustomize Version: (.+)$/m.exec(await ask(path, ['version', '--client']))?.[1]
      : await ask(path, ['version'])
    return { ...(await toolAt(path, printed ?? '')), program: isKubectl ? 'kubectl' : 'kustomize' }
  }

  /** @param others programs that do as well where no version is asked for */
  async function find<T extends Tool>(
    name: ProgramName,
    open: (path: string) => Promise<T>,
    others: readonly string[] = [],
  ): Promise<T | undefined> {
    const wanted = supply?.[name]
    if (wanted?.isAsked !== true)
      for (const program of [name, ...others]) {
        const path = await onPath(program, environment)
        if (path !== undefined) return open(path)
      }
    else if (wanted.sha256.length === 0) {
      const path = await onPath(name, environment)
      // One that does not tell its version is not the one that is asked for.
      const there = path === undefined ? undefined : await open(path).catch(() => undefined)
      if (there?.version === wanted.version) return there
    }
    if (!supply || !wanted || (options.bringsOnlyAsked === true && !wanted.isAsked)) return undefined
    const path = join(folder, `${name}-${wanted.version}`)
    await writeFile(path, await supply.bring(name), { flag: 'wx', mode: 0o700 })
    const brought = await open(path)
    if (brought.version === wanted.version) return brought
    throw inputError(
      `the program downloaded as ${name} ${wanted.version} reports version ${brought.version}`,
      {
        hint: 'Check the mirror that it was downloaded from.',
      },
    )
  }

  async function findHelm(): Promise<Tool> {
    const found = options.helm === undefined ? await find('helm', helmAt) : await helmAt(options.helm)
    if (found === undefined)
      throw inputError('helm, which is needed to render charts, is not on PATH', {
        hint: `Install the version that your controller runs (on GitHub with azure/setup-helm in an earlier step), or set helm-path${fetched('helm')}.`,
      })
    versions.set('helm', found.version)
    return found
  }

  async function findKustomize(): Promise<KustomizeTool> {
    const found =
      options.kustomize === undefined
        ? await find('kustomize', kustomizeAt, ['kubectl'])
        : await kustomizeAt(options.kustomize)
    if (found === undefined)
      throw inputError(
        'neither kustomize nor kubectl is on PATH, and one of them is needed to build kustomizations',
        {
          hint: `Install the version of kustomize that your controller runs in an earlier step, or set kustomize-path${fetched('kustomize')}.`,
        },
      )
    versions.set('kustomize', found.version)
    return found
  }

  async function noting<T>(found: Promise<T>): Promise<T> {
    try {
      return await found
    } catch (error) {
      if (error instanceof FairleadError) faults.push(error)
      throw error
    }
  }

  return {
    versions,
    faults,
    helm: () => (helm ??= noting(findHelm())),
    kustomize: () => (kustomize ??= noting(findKustomize())),
  }
}

/**
 * @param text what the program prints as its version
 * @throws FairleadError (input) where there is none in it
 */
async function toolAt(path: string, text: string): Promise<Tool> {
  const [, version, patch] = /v?(\d+\.\d+(\.\d+[-+.\w]*)?)/.exec(text) ?? []
  if (version === undefined)
    throw inputError(`${path} does not report its version: ${text.trim().slice(0, 200)}`)
  if (patch !== undefined) return { path, version, id: version }
  const hash = createHash('sha256').update(await readFile(path))
  return { path, version, id: `${version} ${hash.digest('hex')}` }
}
