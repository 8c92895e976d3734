import { posix } from 'node:path'
import type { Files } from '../../yaml/files.ts'
import type { GeneratedObject } from '../../inventory/kustomize/generators.ts'
import { GENERATES, generatedObjects } from '../../inventory/kustomize/generators.ts'
import { KUSTOMIZATION_FILES } from '../../inventory/kustomize/kustomization.ts'
import type { Manifest } from '../../kube/manifests.ts'

/** An object that a kustomization generates, with the kustomization's file. */
interface Found {
  readonly file: string
  readonly object: GeneratedObject
}

const known = new WeakMap<Files, Promise<readonly Found[]>>()

/**
 * Finds the ConfigMaps and Secrets of a name that kustomizations of the repo generate, with the file of the
 * kustomization.
 *
 * @param files the files of the repo; if reading costs requests, only kustomizations that are already loaded are used
 */
export async function generatedNamed(
  files: Files,
  kind: string,
  name: string,
): Promise<
  { readonly file: string; readonly namespace: string | undefined; manifest(): Promise<Manifest> }[]
> {
  const all = known.get(files) ?? search(files)
  known.set(files, all)
  return (await all)
    .filter(({ object }) => object.kind === kind && object.name === name)
    .map(({ file, object }) => ({
      file,
      namespace: object.namespace,
      manifest: () => manifestOf(files, object),
    }))
}

async function search(files: Files): Promise<Found[]> {
  const names = new Set<string>(KUSTOMIZATION_FILES)
  const paths = files.entries.map(({ path }) => path).filter((path) => names.has(posix.basename(path)))
  if (!files.costly) await files.load(paths)
  return paths.flatMap((file) => {
    const text = files.isLoaded(file) ? files.text(file) : undefined
    const root = text !== undefined && GENERATES.test(text) ? files.yaml(file)?.documents[0]?.root : undefined
    const folder = posix.dirname(file)
    const objects = root ? generatedObjects(root, folder === '.' ? '' : folder) : []
    return objects.map((object) => ({ file, object }))
  })
}

/** Rule: kustomize api/kv/kv.go (keyValuesFromLiterals, keyValuesFromEnvFile, keyValuesFromFiles) */
async function manifestOf(files: Files, object: GeneratedObject): Promise<Manifest> {
  const { kind, name, namespace, literals } = object
  await files.load([...object.envs, ...object.files.map(({ path }) => path)])
  const pair = (text: string): [string, string][] => {
    const equals = text.indexOf('=')
    return equals < 0 ? [] : [[text.slice(0, equals), text.slice(equals + 1)]]
  }
  const lines = object.envs
    .flatMap((path) => (files.text(path) ?? '').split(/\r?\n/))
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const data = Object.fromEntries([
    ...lines.flatMap(pair),
    ...literals.flatMap(pair).map(([key, value]) => [key, unquoted(value)] as const),
    ...object.files.flatMap(({ key, path }) => {
      const text = files.text(path)
      return text === undefined ? [] : [[key, text] as const]
    }),
  ])
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) }
  return { apiVersion: 'v1', kind, name, namespace, content: { apiVersion: 'v1', kind, metadata, data } }
}

function unquoted(value: string): string {
  return /^(["']).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value
}
