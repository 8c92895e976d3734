/** The manifests of a commit, rendered by the tools of Kubernetes. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { loadAll } from 'js-yaml'
import type { Thing } from './api.ts'

/** The location of an app's files, and the tool that renders them. */
export interface Source {
  /** The path of a bare repository. */
  readonly repository: string
  readonly commit: string
  readonly path: string
  readonly tool: 'plain' | 'kustomize' | 'chart'
  /** The name of its release. */
  readonly name: string
  readonly namespace: string
}

export interface Tools {
  readonly kustomize: string
  readonly helm: string
}

/** The manifests, or the reason why there are none. */
export interface Rendered {
  readonly objects: readonly Thing[]
  readonly fault?: string | undefined
}

const run = promisify(execFile)

export async function manifestsOf(source: Source, tools: Tools): Promise<Rendered> {
  const folder = mkdtempSync(join(tmpdir(), 'second-'))
  try {
    const archive = execFileSync('git', ['archive', source.commit], {
      cwd: source.repository,
      maxBuffer: 1e9,
    })
    mkdirSync(join(folder, 'files'))
    execFileSync('tar', ['-x', '-C', join(folder, 'files')], { input: archive })
    const text = await made(source, join(folder, 'files', source.path), tools)
    const objects = loadAll(text) as (Thing | null)[]
    return { objects: objects.filter((one) => one !== null && typeof one === 'object') as Thing[] }
  } catch (error) {
    return { objects: [], fault: error instanceof Error ? error.message : String(error) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function made({ tool, name, namespace }: Source, folder: string, tools: Tools): Promise<string> {
  if (tool === 'kustomize') return (await run(tools.kustomize, ['build', folder])).stdout
  if (tool === 'chart')
    return (await run(tools.helm, ['template', name, folder, '--namespace', namespace])).stdout
  const files = readdirSync(folder).filter((file) => /\.(json|ya?ml)$/.test(file))
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n---\n')
}
