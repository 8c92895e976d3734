import type { Config } from '../../config/config.ts'
import { configOf } from '../../config/read.ts'
import type { Files } from '../../yaml/files.ts'
import { Files as TreeFiles } from '../../yaml/files.ts'
import type { App, Inventory, Unresolved } from '../../inventory/model.ts'
import { passedOver } from '../../inventory/unseen/passed-over.ts'
import { openInventory } from '../../inventory/read.ts'
import type { Completion } from '../../inventory/open.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { objectsOf } from '../../kube/objects.ts'
import { once } from '../../once.ts'
import type { Tree } from '../../tree/tree.ts'

/** What the checks of an infra repo's files look at. All of it is read once, when a check first asks. */
export interface FilesPorts {
  readonly tree: Tree
  /** The branch that the files are of; undefined where nothing tells. */
  readonly base: string | undefined
  /** The repo's own address, where it is known. */
  readonly addresses: readonly string[] | undefined
  /**
   * Reads another repository at a revision, with the rights that a diff in this place has; undefined where nothing can.
   *
   * @throws FairleadError as `RemoteSources.git`
   */
  readonly git?: ((url: string, revision: string) => Promise<unknown>) | undefined
  /** @throws FairleadError (input) with every fault of `fairlead.yaml` */
  config(): Promise<Config>
  /** @throws FairleadError (input) as `config` does */
  inventory(): Promise<Inventory>
  /** What may deploy and no app is made of: see `passedOver`. */
  passedOver(): Promise<readonly Unresolved[]>
  files(): Promise<Files>
  /** The YAML files outside of templates and hidden folders, with their texts. */
  texts(): Promise<ReadonlyMap<string, string>>
  /** The objects of Argo CD and Flux, those of image automation too; templates of charts are left out. */
  objects(): Promise<readonly KubeObject[]>
}

/** What is known around the files. */
export interface AroundFiles extends Pick<FilesPorts, 'base' | 'git'> {
  /** The repo's own address, where it is known. */
  readonly addresses?: string | undefined
  /** Adds the apps that only the output of others declares. */
  readonly completion?: Completion | undefined
}

export function filesPorts(tree: Tree, { base, git, addresses, completion }: AroundFiles): FilesPorts {
  const files = once(() => TreeFiles.open(tree))
  const texts = once(async () => readTexts(await files()))
  const open = once(async () => {
    const told = await openInventory(tree, { addresses })
    return completion ? await completion(told, tree) : told
  })
  return {
    tree,
    base,
    addresses: addresses === undefined ? undefined : [addresses],
    git,
    config: once(() => configOf(tree)),
    inventory: async () => (await open()).inventory,
    passedOver: once(async () => passedOver(await open())),
    files,
    texts,
    objects: once(async () => readObjects(await files(), await texts())),
  }
}

/** Objects of these groups are the controllers' own. */
const CONTROLLER_WORDS = /argoproj\.io\/|fluxcd\.io\//
const NOT_READ = /(^|\/)(\.[^/]+|node_modules|crds|templates)\//

async function readTexts(files: Files): Promise<Map<string, string>> {
  const paths = files.entries
    .map(({ path }) => path)
    .filter((path) => /\.ya?ml$/.test(path) && !NOT_READ.test(path))
  await files.load(paths)
  return new Map(paths.map((path) => [path, files.text(path) ?? '']))
}

function readObjects(files: Files, texts: ReadonlyMap<string, string>): KubeObject[] {
  return [...texts].flatMap(([path, text]) => {
    if (!CONTROLLER_WORDS.test(text)) return []
    const yaml = files.yaml(path)
    return yaml ? objectsOf(yaml).filter(({ apiVersion }) => CONTROLLER_WORDS.test(apiVersion)) : []
  })
}

/** `web (prod)`, as messages name an app. */
export function nameOf({ name, environment }: App): string {
  return environment === undefined ? name : `${name} (${environment})`
}
