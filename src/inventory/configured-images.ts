import { CONFIG_FILE } from '../config/config.ts'
import type { ImageUse } from '../images/place.ts'
import { placeOf } from '../images/place.ts'
import { parseReference } from '../images/reference.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import { lookUp, wholeFile } from '../yaml/lookup.ts'
import type { Context } from './context.ts'
import { isSameEnvironment } from './environments.ts'
import type { Reading } from './files.ts'
import type { App } from './model.ts'

/** Adds the places that `fairlead.yaml` names; they come before what was found for the same image. */
export async function addConfiguredImages(context: Context, apps: readonly App[]): Promise<App[]> {
  if (context.config.images.length === 0) return [...apps]
  const readings = apps.map((app) => configuredImages(context, app))
  const added = await context.files.run(readings)
  return apps.map((app, i) => {
    const { images, notes } = added[i] ?? { images: [], notes: [] }
    const others = app.images.filter((use) => !images.some((own) => own.repository === use.repository))
    return { ...app, images: [...images, ...others], notes: [...app.notes, ...notes] }
  })
}

function* configuredImages(context: Context, app: App): Reading<{ images: ImageUse[]; notes: string[] }> {
  const images: ImageUse[] = []
  const notes: string[] = []
  for (const rule of context.config.images) {
    if (rule.app !== app.name) continue
    if (
      rule.environment !== undefined &&
      !(app.environment !== undefined && isSameEnvironment(rule.environment, app.environment))
    )
      continue
    const path = rule.file.replaceAll('{app}', app.name).replaceAll('{environment}', app.environment ?? '')
    if (!context.files.has(path)) {
      notes.push(`${CONFIG_FILE} names the file ${path} for ${rule.image}, and it is not there`)
      continue
    }
    yield [path]
    const yaml = context.files.yaml(path)
    const keyPath = parseKeyPath(rule.key)
    const hits = (yaml?.documents ?? []).flatMap((document) => {
      const lookup = yaml ? lookUp(wholeFile(yaml, document), keyPath) : undefined
      return lookup?.found === 'scalar' ? [{ document, lookup }] : []
    })
    const [hit] = hits
    if (!hit) {
      notes.push(`${CONFIG_FILE} names the key ${rule.key} of ${path} for ${rule.image}, and it is not there`)
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
  return { images, notes }
}
