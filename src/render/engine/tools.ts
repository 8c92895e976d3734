import { access, constants, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { FairleadError, inputError } from '../../errors.ts'
import type { Environment } from '../../git/environment.ts'
import { bringPinned } from './pinned.ts'
import type { Pin, PinOptions } from './pinned.ts'

export interface Tool {
  /** Absolute. */
  readonly path: string
  /** Without the leading `v`. */
  readonly version: string
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
  /** Versions that are brought instead of those on PATH. */
  readonly pins?: ({ readonly helm?: Pin; readonly kustomize?: Pin } & PinOptions) | undefined
}

/** Runs a program that only tells its version, and gives what it prints. */
export type Ask = (program: string, args: readonly string[]) => Promise<string>

/**
 * Finds renderers: those that are named, those that are pinned, or those on PATH.
 *
 * @param folder where pinned ones are unpacked
 */
export function findTools(options: ToolOptions, folder: string, ask: Ask): Tools {
  const versions = new Map<string, string>()
  const faults: FairleadError[] = []
  let helm: Promise<Tool> | undefined
  let kustomize: Promise<KustomizeTool> | undefined

  async function pinned(name: 'helm' | 'kustomize'): Promise<string | undefined> {
    const pin = options.pins?.[name]
    return pin && options.pins ? bringPinned(name, pin, folder, options.pins) : undefined
  }

  async function findHelm(): Promise<Tool> {
    const path = options.helm ?? (await pinned('helm')) ?? (await onPath('helm', options.environment))
    if (path === undefined)
      throw inputError('there is no helm on PATH, which is needed to render charts', {
        hint: 'Install the version that your controller runs (on GitHub by a step with azure/setup-helm before this one), or name one with helm-path.',
      })
    const version = versionIn(await ask(path, ['version', '--template', '{{.Version}}']), path)
    versions.set('helm', version)
    return { path, version }
  }

  async function findKustomize(): Promise<KustomizeTool> {
    const alone =
      options.kustomize ?? (await pinned('kustomize')) ?? (await onPath('kustomize', options.environment))
    const path = alone ?? (await onPath('kubectl', options.environment))
    if (path === undefined)
      throw inputError(
        'there is neither kustomize nor kubectl on PATH, one of which is needed to build kustomizations',
        {
          hint: 'Install the version of kustomize that your controller runs before this step, or name one with kustomize-path.',
        },
      )
    const isKubectl = /(^|[\\/])kubectl(\.exe)?$/.test(path)
    const printed = isKubectl
      ? /^Kustomize Version: (.+)$/m.exec(await ask(path, ['version', '--client']))?.[1]
      : await ask(path, ['version'])
    const version = versionIn(printed ?? '', path)
    versions.set('kustomize', version)
    return { path, version, program: isKubectl ? 'kubectl' : 'kustomize' }
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

function versionIn(text: string, path: string): string {
  const version = /v?(\d+\.\d+\.\d+[-+.\w]*)/.exec(text)?.[1]
  if (version === undefined)
    throw inputError(`${path} does not tell its version: ${text.trim().slice(0, 200)}`)
  return version
}

/** The first program of this name on PATH; undefined where there is none. */
export async function onPath(name: string, environment: Environment): Promise<string | undefined> {
  const windows = process.platform === 'win32'
  const path = environment['PATH'] ?? environment['Path'] ?? ''
  // A folder that is relative is one of the checkout, in which a change may have put anything.
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const file = join(folder, windows ? `${name}.exe` : name)
    try {
      await access(file, constants.X_OK)
      if ((await stat(file)).isFile()) return file
    } catch {
      // Not in this folder.
    }
  }
  return undefined
}
