import { calledAs } from '../../images/called.ts'
import type { ImageUse } from '../../images/place.ts'
import { isFloating } from '../../images/tags.ts'
import type { App } from '../../inventory/model.ts'
import type { Check, Found } from '../check.ts'
import { atMost, few, note, orOkOf, warning } from '../check.ts'
import type { FilesPorts } from './ports.ts'
import { nameOf } from './ports.ts'

export const tagsAreFixed: Check<FilesPorts> = {
  id: 'files/floating-tags',
  title: 'Floating tags',
  level: 'warning',
  description:
    'A floating tag such as `latest` is deployed without a digest. Outside production this is a note.',
  async run({ inventory }) {
    const floating = new Map<string, { apps: App[]; use: ImageUse }>()
    let tags = 0
    for (const app of (await inventory()).apps)
      for (const use of app.images) {
        const { artifact, tag, digest, repository, place } = use
        if (artifact === 'image' && tag !== undefined) tags += 1
        if (artifact === 'image' && tag !== undefined && digest === undefined && isFloating(tag)) {
          // One location is one finding, however many apps read it.
          const where = place
            ? `${place.file} ${place.document} ${place.key}`
            : `${app.name} ${app.environment}`
          const key = `${where} ${repository}:${tag}`
          const known = floating.get(key)
          if (known) known.apps.push(app)
          else floating.set(key, { apps: [app], use })
        }
      }
    const found = [...floating.values()].map(({ apps, use }): Found => {
      const names = [...new Set(apps.map(nameOf))]
      const at = use.place && { file: use.place.file, line: use.place.line, column: use.place.column }
      return (apps.some(({ production }) => production) ? warning : note)(
        `${few(names)} ${names.length === 1 ? 'runs' : 'run'} ${calledAs(use)}:${use.tag ?? ''}, which is a floating tag.`,
        'Set a version, or pin the digest. With a floating tag, the running image changes without a commit, and a rollback in Git has no effect.',
        at,
      )
    })
    return orOkOf(tags, atMost(found), {
      right: 'Every known tag identifies a build.',
      nothing: 'No image tags are known, so none were checked.',
    })
  },
}

/** If production and another environment read the same location, production cannot be updated alone. */
export const productionStandsAlone: Check<FilesPorts> = {
  id: 'files/shared-places',
  title: 'Values that production shares',
  level: 'warning',
  description:
    'Production and another environment read the tag of an image from the same key of the same file.',
  async run({ inventory }) {
    const users = new Map<string, App[]>()
    for (const app of (await inventory()).apps)
      for (const { artifact, place } of app.images) {
        if (artifact !== 'image' || !place) continue
        const key = `${place.file}\u0000${place.document}\u0000${place.key}`
        users.set(key, [...(users.get(key) ?? []), app])
      }
    const found = [...users].flatMap(([key, apps]) => {
      const environments = [...new Set(apps.map(({ environment }) => environment ?? 'none'))]
      if (!apps.some(({ production }) => production) || environments.length < 2) return []
      const [file = '', , place = ''] = key.split('\u0000')
      const production = new Set(apps.flatMap((app) => (app.production ? [app.environment ?? 'none'] : [])))
      const others = environments.filter((name) => !production.has(name))
      const who =
        others.length === 0
          ? `Production environments (${environments.join(', ')}) share the value ${place}`
          : `Production shares the value ${place} with ${others.length === 1 ? 'another environment' : 'other environments'} (${others.join(', ')})`
      return [
        warning(
          `${who}: one bump updates all of them.`,
          'Set it in the values file of each environment; create: true adds it there. Until then a bump requires allow-shared.',
          { file },
        ),
      ]
    })
    const production = [...users.values()].filter((apps) => apps.some((app) => app.production))
    return orOkOf(production.length, atMost(found), {
      right: 'Production shares no image value with another environment.',
      nothing: 'No image locations of production are known, so none were checked.',
    })
  },
}
