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
import { isManifest } from '../../inventory/manifest-files.ts'

/** The inputs of the checks of an infra repo's files. Each is read once, when a check first needs it. */
export interface FilesPorts {
  readonly tree: Tree
  /** The branch of the files; undefined if it is not known. */
  readonly base: string | undefined
  /** The repo's own address, if it is known. */
  readonly addresses: readonly string[] | undefined
  /**
   * Reads another repository at a revision, with the permissions that a diff has here; undefined if nothing can read
   * it.
   *
   * @throws FairleadError as `RemoteSources.git`
   */
  readonly git?: ((url: string, revision: string) => Promise<unknown>) | undefined
  /** @throws FairleadError (input) with every error of `fairlead.yaml` */
  config(): Promise<Config>
  /** @throws FairleadError (input) as `config` does */
  inventory(): Promise<Inventory>
  /** Returns the parts of the repo that may be deployed but belong to no app: see `passedOver`. */
  passedOver(): Promise<readonly Unresolved[]>
  files(): Promise<Files>
  /** Returns the YAML files outside of templates and hidden folders, with their texts. */
  texts(): Promise<ReadonlyMap<string, string>>
  /**
   * Returns the objects of Argo CD and Flux, including those of image automation. Templates of charts are left out.
   */
  objects(): Promise<readonly KubeObject[]>
}

/** The facts about the repo that its files do not contain. */
export interface AroundFiles extends Pick<FilesPorts, 'base' | 'git'> {
  /** The repo's own address, if it is known. */
  readonly addresses?: string | undefined
  /** Adds the apps that are declared only in the output of other apps. */
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

/** The API groups of the controllers' own objects. */
const CONTROLLER_WORDS = /argoproj\.io\/|fluxcd\.io\//

async function readTexts(files: Files): Promise<Map<string, string>> {
  const paths = files.entries.map(({ path }) => path).filter(isManifest)
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

/** Returns the name of an app as messages show it: `web (prod)`. */
export function nameOf({ name, environment }: App): string {
  return environment === undefined ? name : `${name} (${environment})`
}
