import { onTestFinished } from 'vitest'
import { openRevision } from '../../src/git/revision-tree.ts'
import type { HelmJob, KustomizeJob, Rendered, RenderJob } from '../../src/render/model.ts'
import { openRenderer } from '../../src/render/engine/renderer.ts'
import type { OpenRenderer, RendererOptions } from '../../src/render/engine/renderer.ts'
import type { Tree } from '../../src/tree/tree.ts'
import { bareRepository } from './git.ts'
import type { Files } from './git.ts'
import { realTools } from './helm.ts'

/** Returns the tree of a commit with these files in a real repository. */
export async function treeOf(files: Files): Promise<Tree> {
  return openRevision(bareRepository(files), 'main', process.env)
}

/** Opens a renderer with real programs. It is closed at the end of the test. */
export function rendererOf(major: 3 | 4, options: Partial<RendererOptions> = {}): OpenRenderer {
  const { helm, kubectl } = realTools(major)
  const renderer = openRenderer({ environment: {}, helm, kustomize: kubectl, ...options })
  onTestFinished(() => renderer.close())
  return renderer
}

export function helmJob(tree: Tree, chart: string, more: Partial<HelmJob> = {}): HelmJob {
  return {
    kind: 'helm',
    chart: { tree, path: chart },
    release: 'web',
    namespace: 'prod',
    values: [],
    set: [],
    kubeVersion: '1.33.0',
    apiVersions: [],
    includeCrds: true,
    skipTests: false,
    skipSchemaValidation: false,
    ...more,
  }
}

export function kustomizeJob(tree: Tree, path: string, more: Partial<KustomizeJob> = {}): KustomizeJob {
  return {
    kind: 'kustomize',
    source: { tree, path },
    kustomization: undefined,
    allowOutside: true,
    helm: undefined,
    ...more,
  }
}

/** Returns the result of a job as one text, with everything that a reviewer could see. */
export async function attempt(renderer: OpenRenderer, job: RenderJob): Promise<string> {
  try {
    return show(await renderer.render(job))
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
}

export function show(rendered: Rendered): string {
  return JSON.stringify([rendered.manifests.map(({ content }) => content), rendered.warnings])
}

/** Returns a chart's files, below a folder. */
export function chart(folder: string, files: Files, name = 'web'): Files {
  const entries = Object.entries({
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
    ...files,
  })
  return Object.fromEntries(entries.map(([path, file]) => [`${folder}/${path}`, file]))
}

/** Returns a ConfigMap with one value. */
export function configMap(value: string, name = 'settings'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  value: ${value}\n`
}
