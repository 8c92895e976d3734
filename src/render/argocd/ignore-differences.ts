import type { Files } from '../../yaml/files.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'

/** Fields that Argo CD does not compare, for the objects that match one entry. */
export interface IgnoredFields {
  /** Patterns of gobwas/glob. */
  readonly group: string
  readonly kind: string
  /** Empty matches all. */
  readonly name: string
  readonly namespace: string
  readonly jsonPointers: readonly string[]
  readonly jqPathExpressions: readonly string[]
  readonly managedFieldsManagers: readonly string[]
  /** The settings file of Argo CD that contains the entry; undefined if it is in the Application. */
  readonly file: string | undefined
}

/** The differences that Argo CD ignores for an app. */
export interface Ignored {
  /** Whether ignored fields are also left unchanged when the app is synced. */
  readonly isRespected: boolean
  readonly entries: readonly IgnoredFields[]
}

/**
 * Returns the `ignoreDifferences` of an Application and those in the settings of Argo CD for all apps, if the repo
 * declares them.
 *
 * Rules: argo-cd pkg/apis/application/v1alpha1/types.go (ResourceIgnoreDifferences), util/settings/settings.go
 * (GetResourceOverrides), https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/
 */
export async function ignoredOf(application: Json, files: Files): Promise<Ignored> {
  const options = listAt(application, 'spec', 'syncPolicy', 'syncOptions')
  return {
    isRespected: options.includes('RespectIgnoreDifferences=true'),
    entries: [
      ...listAt(application, 'spec', 'ignoreDifferences').map((entry) =>
        fieldsOf(entry, (key) => textAt(entry, key) ?? '', undefined),
      ),
      ...(await settingsOf(files)),
    ],
  }
}

function fieldsOf(
  entry: Json | undefined,
  text: (key: 'group' | 'kind' | 'name' | 'namespace') => string,
  file: string | undefined,
): IgnoredFields {
  const texts = (key: string) => listAt(entry, key).filter((item) => typeof item === 'string')
  return {
    group: text('group'),
    kind: text('kind'),
    name: text('name'),
    namespace: text('namespace'),
    jsonPointers: texts('jsonPointers'),
    jqPathExpressions: texts('jqPathExpressions'),
    managedFieldsManagers: texts('managedFieldsManagers'),
    file,
  }
}

const KEY = 'resource.customizations.ignoreDifferences.'

/** The paths that may contain the settings of Argo CD. Reading all files for them would be too slow. */
const MAY_DECLARE = /argo[^]*\.ya?ml$/i

const settings = new WeakMap<Files, Promise<readonly IgnoredFields[]>>()

function settingsOf(files: Files): Promise<readonly IgnoredFields[]> {
  const known = settings.get(files) ?? readSettings(files)
  settings.set(files, known)
  return known
}

async function readSettings(files: Files): Promise<readonly IgnoredFields[]> {
  const paths = files.entries.map(({ path }) => path).filter((path) => MAY_DECLARE.test(path))
  if (!files.costly) await files.load(paths)
  return paths
    .filter((path) => files.isLoaded(path) && files.text(path)?.includes(KEY) === true)
    .flatMap((path) =>
      (files.yaml(path)?.documents ?? []).flatMap(({ root }) => entriesIn(evaluate(root), path)),
    )
}

/** Returns the entries in the ConfigMap `argocd-cm`, or in a patch of it. */
function entriesIn(object: Json, file: string): IgnoredFields[] {
  if (textAt(object, 'kind') !== 'ConfigMap' || textAt(object, 'metadata', 'name') !== 'argocd-cm') return []
  const data = valueAt(object, 'data')
  return Object.entries(isObject(data) ? data : {}).flatMap(([key, value]) => {
    if (!key.startsWith(KEY) || typeof value !== 'string') return []
    const name = key.slice(KEY.length)
    const cut = name.indexOf('_')
    const [group, kind] =
      name === 'all' ? ['*', '*'] : cut < 0 ? ['', name] : [name.slice(0, cut), name.slice(cut + 1)]
    return [fieldsOf(readText(value), (part) => ({ group, kind, name: '', namespace: '' })[part], file)]
  })
}

function readText(text: string): Json | undefined {
  try {
    const root = parseYaml(text, 'argocd-cm').documents[0]?.root
    return root && evaluate(root)
  } catch {
    return undefined
  }
}
