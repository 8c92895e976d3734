import { Document, isScalar, visit } from 'yaml'
import type { Tags } from 'yaml'
import type { AppRef } from '../affected/app-ref.ts'
import type { Manifest } from '../kube/manifests.ts'

/** An app's manifests, with the path of their file below the output folder. */
export interface ManifestFile {
  readonly path: string
  readonly text: string
}

/**
 * Returns one file per app: `<environment>/<cluster>/<app>.yaml`. The folder of the cluster is omitted if there is no
 * cluster, or if it has the name of the environment. Apps with the same name in several control planes have an
 * additional folder: `<environment>/<cluster>/<control plane>/<app>.yaml`. Every part of the path is converted to a
 * plain name, so that no path leaves the folder. If several apps have the same path, the later ones get a number.
 */
export function manifestFiles(
  apps: readonly { readonly app: AppRef; readonly manifests: readonly Manifest[] }[],
): ManifestFile[] {
  const taken = new Set<string>()
  return apps.map(({ app, manifests }) => {
    const folders = [
      app.environment ?? 'no-environment',
      ...(app.cluster === undefined || app.cluster === app.environment ? [] : [app.cluster]),
      ...(app.toldApartBy === undefined || [app.environment, app.cluster].includes(app.toldApartBy)
        ? []
        : [app.toldApartBy]),
    ].map(plainName)
    const stem = [...folders, plainName(app.name)].join('/')
    let path = `${stem}.yaml`
    // Some file systems do not distinguish `Web.yaml` and `web.yaml`.
    for (let i = 2; taken.has(path.toLowerCase()); i++) path = `${stem}-${i}.yaml`
    taken.add(path.toLowerCase())
    return { path, text: manifests.map(documentOf).join('') }
  })
}

/** Returns a file name of letters, digits, `.`, `_` and `-` that is not hidden and not too long. */
function plainName(name: string): string {
  const plain = name
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^\.+/, (dots) => '_'.repeat(dots.length))
    .slice(0, 100)
  return plain === '' ? '_' : plain
}

/** Options that write the key `<<` as quoted text. Rendered manifests contain no merge keys of YAML 1.1. */
const PLAIN_KEYS = {
  customTags: (tags: Tags) =>
    tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:merge'),
}

/**
 * Returns a manifest as YAML. All strings are quoted, because YAML 1.1 and 1.2 read different plain strings as
 * numbers and booleans.
 */
function documentOf({ content, large = [] }: Manifest): string {
  const document = new Document(content, { ...PLAIN_KEYS, version: '1.1', aliasDuplicateObjects: false })
  for (const path of large) {
    const scalar = document.getIn(path, true)
    if (isScalar(scalar) && /^-?\d+$/.test(String(scalar.value))) scalar.value = BigInt(String(scalar.value))
  }
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value === '<<') key.type = 'QUOTE_DOUBLE'
    },
  })
  const yaml = document.toString({
    lineWidth: 0,
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
  })
  return `---\n${yaml}`
}
