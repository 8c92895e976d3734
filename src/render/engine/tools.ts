import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FairleadError, inputError } from '../../errors.ts'
import type { Environment } from '../../git/environment.ts'
import type { Supply } from '../programs/supply.ts'
import type { ProgramName } from '../programs/releases.ts'
import { onPath } from './on-path.ts'

export interface Tool {
  /** The absolute path. */
  readonly path: string
  /** The version without the leading `v`. A program that was built by hand may report only `4.2`. */
  readonly version: string
  /** The id of this program: its version if that is complete; otherwise its version and the hash of its content. */
  readonly id: string
}

/** The standalone kustomize, or the one in kubectl. */
export interface KustomizeTool extends Tool {
  readonly program: 'kustomize' | 'kubectl'
}

/** The renderers on this machine. Each is searched for once, when it is first needed. */
export interface Tools {
  /** @throws FairleadError (input) if there is none, with instructions to install it */
  helm(): Promise<Tool>
  /** @throws FairleadError (input) if there is neither kustomize nor kubectl */
  kustomize(): Promise<KustomizeTool>
  /** Names and versions of the renderers that were used. */
  readonly versions: ReadonlyMap<string, string>
  /** The errors of renderers that cannot be used. They are not errors of the sources to render. */
  readonly faults: readonly FairleadError[]
}

export interface ToolOptions {
  /** The environment whose PATH is searched. */
  readonly environment: Environment
  /** Absolute paths of programs to use instead of those on PATH. */
  readonly helm?: string | undefined
  readonly kustomize?: string | undefined
  /** Downloads programs that are not on PATH in the requested version; without it, a missing program is an error. */
  readonly supply?: Supply | undefined
  /** Whether programs are downloaded only if their version was requested. */
  readonly bringsOnlyAsked?: boolean | undefined
}

/** A function that runs a program to print its version, and returns the output. */
export type Ask = (program: string, args: readonly string[]) => Promise<string>

/**
 * Finds renderers: those that the options specify; those on PATH, unless another version or a checksum is requested;
 * otherwise those that are downloaded.
 *
 * @param folder a folder of this run only, for downloaded programs
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

  /** @param others programs that can be used instead if no version is requested */
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
      // A program that does not report its version is not the requested one.
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
 * Returns the tool at a path.
 *
 * @param text the version that the program prints
 * @throws FairleadError (input) if the text contains no version
 */
async function toolAt(path: string, text: string): Promise<Tool> {
  const [, version, patch] = /v?(\d+\.\d+(\.\d+[-+.\w]*)?)/.exec(text) ?? []
  if (version === undefined)
    throw inputError(`${path} does not report its version: ${text.trim().slice(0, 200)}`)
  if (patch !== undefined) return { path, version, id: version }
  const hash = createHash('sha256').update(await readFile(path))
  return { path, version, id: `${version} ${hash.digest('hex')}` }
}
