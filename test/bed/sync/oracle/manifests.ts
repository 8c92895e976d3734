/** The manifests of a commit, as the tools of Kubernetes make them of its files. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { loadAll } from 'js-yaml'
import type { Thing } from './api.ts'

/** Where an app's files are, and what makes its manifests. */
export interface Source {
  /** A bare repository. */
  readonly repository: string
  readonly commit: string
  readonly path: string
  readonly tool: 'plain' | 'kustomize' | 'chart'
  /** Of its release. */
  readonly name: string
  readonly namespace: string
}

export interface Tools {
  readonly kustomize: string
  readonly helm: string
}

/** The manifests, or why there are none. */
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
