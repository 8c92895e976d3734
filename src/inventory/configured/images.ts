import { CONFIG_FILE } from '../../config/config.ts'
import type { ImageUse } from '../../images/place.ts'
import { placeOf } from '../../images/place.ts'
import { parseReference } from '../../images/reference.ts'
import { lookUp, wholeFile } from '../../yaml/lookup.ts'
import { pathOfKey } from '../../yaml/select.ts'
import type { Context } from '../context.ts'
import { configuredApps } from './apps.ts'
import { isSameEnvironment } from '../environments/judge.ts'
import type { Reading } from '../../yaml/files.ts'
import { attempted } from '../guarded.ts'
import { InputCollector, throughLinks } from '../inputs.ts'
import type { App } from '../model.ts'

/** Returns the apps, and those that are known only by an image location in `fairlead.yaml`. */
export async function withConfiguredApps(context: Context, apps: readonly App[]): Promise<App[]> {
  return [...apps, ...(await addConfiguredImages(context, configuredApps(context, apps)))]
}

/**
 * Adds the image locations of `fairlead.yaml` to the apps. They replace those that were found for the same image, and
 * their files become inputs of the app.
 */
export async function addConfiguredImages(context: Context, apps: readonly App[]): Promise<App[]> {
  if (context.config.images.length === 0) return [...apps]
  const added = await context.files.run(apps.map((app) => configuredImages(context, app)))
  return apps.map((app, i) => {
    const { images, notes, files } = added[i] ?? { images: [], notes: [], files: [] }
    if (files.length + notes.length === 0) return app
    const others = app.images.filter((use) => !images.some((own) => own.repository === use.repository))
    const inputs = new InputCollector()
    inputs.add(app.inputs)
    for (const file of files) inputs.files.add(file)
    return {
      ...app,
      images: [...images, ...others],
      inputs: throughLinks(context.files, inputs),
      notes: [...app.notes, ...notes],
    }
  })
}

/** The settings of `fairlead.yaml` for one app. */
interface Configured {
  readonly images: readonly ImageUse[]
  readonly notes: readonly string[]
  /** The files that it refers to. */
  readonly files: readonly string[]
}

function* configuredImages(context: Context, app: App): Reading<Configured> {
  const images: ImageUse[] = []
  const notes: string[] = []
  const files: string[] = []
  for (const rule of context.config.images) {
    if (rule.app !== app.name) continue
    if (
      rule.environment !== undefined &&
      !(app.environment !== undefined && isSameEnvironment(rule.environment, app.environment))
    )
      continue
    const path = rule.file
      .replaceAll('{app}', () => app.name)
      .replaceAll('{environment}', () => app.environment ?? '')
    // A file that does not exist yet is also an input.
    files.push(path)
    if (!context.files.has(path)) {
      notes.push(`${CONFIG_FILE} names the file ${path} for ${rule.image}, but it does not exist`)
      continue
    }
    yield [path]
    const yaml = context.files.yaml(path)
    const key = rule.key
      .replaceAll('{app}', () => app.name)
      .replaceAll('{environment}', () => app.environment ?? '')
    const keyPath =
      yaml &&
      attempted(
        () => pathOfKey(yaml, key),
        () => undefined,
      )
    const hits = (yaml?.documents ?? []).flatMap((document) => {
      const lookup = yaml && keyPath ? lookUp(wholeFile(yaml, document), keyPath) : undefined
      return lookup?.found === 'scalar' ? [{ document, lookup }] : []
    })
    const [hit] = hits
    if (!hit || !keyPath) {
      notes.push(`${CONFIG_FILE} names the key ${key} of ${path} for ${rule.image}, but it does not exist`)
      continue
    }
    const text = hit.lookup.node.value
    const reference = parseReference(text)
    const isReference = reference !== undefined && text.includes('/') && reference.tag !== undefined
    const [tag, digest] = isReference ? [reference.tag, reference.digest] : text.split('@')
    images.push({
      artifact: 'image',
      repository: rule.image,
      alsoKnownAs: [],
      tag,
      digest,
      place: placeOf(hit.lookup.scope, hit.document.index, hit.lookup.node, keyPath),
      form: isReference ? 'reference' : 'tag',
      digestPlace: undefined,
      setBy: CONFIG_FILE,
      addPath: undefined,
    })
  }
  return { images, notes, files }
}
