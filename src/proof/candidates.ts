import { imageUse, placeOf } from '../images/place.ts'
import type { ImageUse } from '../images/place.ts'
import { isInput } from '../inventory/inputs.ts'
import type { App, DeclaredApp } from '../inventory/model.ts'
import type { Files } from '../yaml/files.ts'
import type { KeyPath } from '../yaml/keys.ts'
import type { Scope } from '../yaml/lookup.ts'
import { wholeFile } from '../yaml/lookup.ts'
import type { YamlNode } from '../yaml/nodes.ts'
import { keyText } from '../yaml/nodes.ts'

/** The most files of one app that are searched. */
const MOST_FILES = 500

/**
 * Finds the scalars that hold a version in the files that an app is built from, and in the files of the apps that
 * create it: first those that are exactly the version, then those that contain it. A chart's own version and the
 * content of its templates are not values.
 */
export async function candidates(
  files: Files,
  app: App,
  repository: string,
  version: string,
): Promise<ImageUse[]> {
  const apps: DeclaredApp[] = [app]
  for (let above = app.lineage?.madeBy ?? app.parent; above && !apps.includes(above); above = above.parent)
    apps.push(above)
  const paths = files.entries
    .map(({ path }) => path)
    .filter(
      (path) =>
        /\.(ya?ml|json)$/i.test(path) &&
        !/(^|\/)(templates\/.*|Chart\.yaml|[^/]*\.schema\.json|fairlead\.yaml)$/.test(path) &&
        apps.some((one) => one.declaredAt.file === path || isInput(one.inputs, path)),
    )
  if (paths.length > MOST_FILES) return []
  await files.load(paths)
  const found = paths.flatMap((path) => {
    if (files.text(path)?.includes(version) !== true) return []
    const yaml = files.yaml(path)
    return (yaml?.documents ?? []).flatMap((document) =>
      yaml ? scalars(wholeFile(yaml, document), document.root, [], { repository, version }) : [],
    )
  })
  return found.toSorted(
    (a, b) => Number(a.place?.around !== undefined) - Number(b.place?.around !== undefined),
  )
}

function scalars(
  scope: Scope,
  node: YamlNode,
  path: KeyPath,
  wanted: { readonly repository: string; readonly version: string },
): ImageUse[] {
  if (node.kind === 'map')
    return node.entries.flatMap(({ key, value }) =>
      scalars(scope, value, [...path, keyText(key) ?? ''], wanted),
    )
  if (node.kind === 'sequence')
    return node.items.flatMap((item, i) => scalars(scope, item, [...path, i], wanted))
  if (node.kind !== 'scalar' || node.value.includes('\n')) return []
  const { repository, version } = wanted
  const at = wordAt(node.value, version)
  if (at < 0) return []
  const around = [node.value.slice(0, at), node.value.slice(at + version.length)] as const
  const place = {
    ...placeOf(scope, scope.document.index, node, path),
    ...(around.every((part) => part === '') ? {} : { around }),
  }
  return [{ ...imageUse({ repository, tag: version }, place), form: 'tag', setBy: 'trial' }]
}

/** Returns the position of a version that is not part of a longer word or version; -1 if there is none. */
function wordAt(text: string, version: string): number {
  for (let at = text.indexOf(version); at >= 0; at = text.indexOf(version, at + 1)) {
    const [before = '', after = ''] = [text[at - 1], text[at + version.length]]
    if (!/[\w.-]/.test(before) && !/[\w-]/.test(after) && !/^\.\w/.test(text.slice(at + version.length)))
      return at
  }
  return -1
}
