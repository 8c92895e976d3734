import { readConfig } from '../../src/config/config.ts'
import { Files } from '../../src/yaml/files.ts'
import type { RemoteSources, InfraRepo } from '../../src/render/plan.ts'
import type { Rendered, RenderJob } from '../../src/render/model.ts'
import type { Manifest } from '../../src/kube/manifests.ts'
import type { Tree } from '../../src/tree/tree.ts'
import { parseYaml } from '../../src/yaml/parse.ts'
import type { Json } from '../../src/yaml/value.ts'
import { evaluate, isObject, textAt } from '../../src/yaml/value.ts'
import { memoryTree } from './inventory.ts'

/** The environment of a test's files. */
export interface WorldOptions {
  /** The text of `fairlead.yaml`. */
  readonly config?: string
  readonly branch?: string
  readonly isDefaultBranch?: boolean
  readonly identity?: string | undefined
  /** A tree to use instead of the files, such as one with links. */
  readonly tree?: Tree
  /**
   * Trees of remote sources, by `git <url> <revision>`, `chart <repository> <name> <version>`, `artifact <url>
   * <reference> [<media type>]`. For `file <url>`, the tree's file `file` is used.
   */
  readonly elsewhere?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Returns a world of some files in memory. `asked` records the requests to remote sources. */
export async function worldOf(
  files: Readonly<Record<string, string>>,
  options: WorldOptions = {},
): Promise<InfraRepo & { asked: string[] }> {
  const tree = options.tree ?? memoryTree(files)
  const asked: string[] = []
  const find = (key: string): Promise<Tree> => {
    asked.push(key)
    const found = options.elsewhere?.[key]
    return found ? Promise.resolve(memoryTree(found)) : Promise.reject(new Error(`nothing is at ${key}`))
  }
  const remoteSources: RemoteSources = {
    git: async (url, revision) => ({
      tree: await find(`git ${url} ${revision}`),
      commit: 'c0ffee00'.repeat(5),
    }),
    chart: async (repository, name, version) => ({
      tree: await find(`chart ${repository} ${name} ${version}`),
      version: '1.2.3',
    }),
    artifact: async (url, reference, mediaType) => ({
      tree: await find(`artifact ${url} ${reference}${mediaType === undefined ? '' : ` ${mediaType}`}`),
      digest: 'sha256:abc',
    }),
    async file(url) {
      const found = await (await find(`file ${url}`)).read(['file'])
      return found.get('file')?.content ?? new Uint8Array()
    },
  }
  const config = readConfig(parseYaml(options.config ?? '', 'fairlead.yaml'))
  const identity = 'identity' in options ? options.identity : 'github.com/acme/infra'
  return {
    tree,
    context: {
      files: await Files.open(tree),
      config,
      addresses: identity === undefined ? undefined : [identity],
    },
    branch: options.branch ?? 'main',
    isDefaultBranch: options.isDefaultBranch ?? true,
    remoteSources,
    asked,
  }
}

/** Parses YAML to an object. */
export function objectOf(text: string): Json {
  const root = parseYaml(text, 'object.yaml').documents[0]?.root
  if (!root) throw new Error('there is no object')
  return evaluate(root)
}

/** Returns YAML documents as manifests, like a renderer. */
export function rendered(text: string): Rendered {
  const manifests = parseYaml(text, 'rendered.yaml').documents.map(({ root }): Manifest => {
    const content = evaluate(root)
    if (!isObject(content)) throw new Error('this is no object')
    return {
      apiVersion: textAt(content, 'apiVersion') ?? '',
      kind: textAt(content, 'kind') ?? '',
      name: textAt(content, 'metadata', 'name') ?? '',
      namespace: textAt(content, 'metadata', 'namespace'),
      content,
    }
  })
  return { manifests, warnings: [], generated: new Map() }
}

/** Returns a job as plain data. Trees are left out, so that only their paths remain. */
export function shown(job: RenderJob | undefined): unknown {
  return JSON.parse(
    JSON.stringify(job, (key, value: unknown) =>
      key === 'tree'
        ? undefined
        : key === 'kustomization' && typeof value === 'string'
          ? JSON.parse(value)
          : value,
    ),
  )
}
