import { inputError, refusal, suggestion } from '../errors.ts'
import { lastPart } from '../images/names.ts'
import type { ImageUse } from '../images/place.ts'
import { isSameRepository } from '../images/reference.ts'
import { collisions } from '../inventory/leading/assumed.ts'
import { isSameEnvironment } from '../inventory/environments/judge.ts'
import type { App, Inventory } from '../inventory/model.ts'
import { calledCluster, isOnCluster } from '../inventory/on-cluster.ts'
import type { Chosen } from './family.ts'
import { ofOneFamily } from './family.ts'
import type { AppTarget, NewImage } from './request.ts'

/** An image of an app that a target selects. */
export interface Selected {
  readonly app: App
  readonly use: ImageUse
  readonly image: NewImage
  /** Set if the repository could not be compared, as a sentence. */
  readonly unsure: string | undefined
}

/** Returns the images that a target selects. Throws an error if the target does not match. */
export function select(inventory: Inventory, target: AppTarget): Selected[] {
  const apps = selectApps(inventory, target)
  const selected: Selected[] = []
  const without: App[] = []
  const found = new Set<NewImage>()
  for (const app of apps) {
    const before = selected.length
    for (const image of target.images) {
      const uses = matching(app, image)
      if (uses.length > 0) found.add(image)
      for (const { use, unsure } of uses) selected.push({ app, use, image, unsure })
    }
    if (selected.length === before) without.push(app)
  }
  // Of several apps of the same name, the one that uses the image is meant.
  const wrong = without.find(
    (app) =>
      target.apps.length > 0 &&
      !selected.some((one) => one.app.name === app.name && one.app.environment === app.environment),
  )
  if (wrong) throw mismatch(wrong, target.images)
  for (const [{ declaredAt }, sentence] of collisions(selected.map(({ app }) => app)))
    throw refusal(sentence, {
      at: declaredAt,
      hint: 'In fairlead.yaml (roots), set which of them is deployed, and in which control plane.',
    })
  const lost = target.images.find((image) => !found.has(image))
  if (lost) {
    const known = apps.flatMap((app) => app.images.flatMap((use) => use.repository ?? []))
    throw inputError(`no app ${describeScope(target)} uses the image ${lost.repository}`, {
      isNotFound: true,
      hint: suggestion(lost.repository, known),
    })
  }
  return selected
}

/**
 * Returns the apps that a target selects.
 *
 * @throws FairleadError (input) if there is none
 */
export function selectApps(inventory: Inventory, target: AppTarget): App[] {
  const { apps } = inventory
  const environments = [...new Set(apps.flatMap((app) => app.environment ?? []))]
  for (const wanted of target.environments)
    if (!environments.some((name) => isSameEnvironment(name, wanted)))
      throw inputError(`there is no environment ${JSON.stringify(wanted)}`, {
        isNotFound: true,
        hint:
          environments.length > 0
            ? suggestion(wanted, environments)
            : 'No environments were found in the infra repo. Define them in fairlead.yaml.',
      })
  const clusters = apps.flatMap((app) => calledCluster(app) ?? [])
  for (const wanted of target.clusters)
    if (!apps.some((app) => isOnCluster(app, wanted)))
      throw inputError(`there is no cluster ${JSON.stringify(wanted)}`, {
        isNotFound: true,
        hint: suggestion(wanted, clusters),
      })
  const inScope = apps.filter(
    (app) =>
      (target.environments.length === 0 ||
        target.environments.some(
          (wanted) => app.environment !== undefined && isSameEnvironment(app.environment, wanted),
        )) &&
      (target.clusters.length === 0 || target.clusters.some((wanted) => isOnCluster(app, wanted))),
  )
  if (target.apps.length === 0)
    return inScope.filter((app) =>
      target.images.some((image) => app.images.some((use) => usesImage(use, image))),
    )
  return target.apps.flatMap((wanted) => {
    const named = byName(inScope, wanted)
    if (named.length === 0) throw unknownApp(inventory, target, wanted)
    const where = [...new Set(named.map((app) => app.environment))]
    if (target.environments.length === 0 && where.length > 1)
      throw inputError(
        `the app ${wanted} is in several environments: ${where.map((name) => name ?? '(none)').join(', ')}`,
        { hint: 'Set "environment" to one of them.' },
      )
    return named
  })
}

/**
 * Returns the apps of a name; otherwise those whose name consists of it and their environment, cluster or namespace
 * (`web-prod` for web in prod).
 */
function byName(apps: readonly App[], wanted: string): App[] {
  const exact = apps.filter((app) => app.name === wanted)
  if (exact.length > 0) {
    // A Kustomization that only creates the HelmRelease of the same name is not a second target.
    const withImages = exact.filter((app) => app.images.length > 0)
    return withImages.length > 0 ? withImages : exact
  }
  return apps.filter((app) =>
    [app.environment, calledCluster(app), app.namespace].some(
      (part) => part !== undefined && [`${wanted}-${part}`, `${part}-${wanted}`].includes(app.name),
    ),
  )
}

/** Returns the names that select an app: its own, and its own without the environment, cluster or namespace. */
function namesOf(app: App): string[] {
  const parts = [app.environment, calledCluster(app), app.namespace].filter((part) => part !== undefined)
  return [
    app.name,
    ...parts.flatMap((part) => [app.name.replace(new RegExp(`-${escapeExpression(part)}$`), '')]),
  ]
}

function escapeExpression(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

function unknownApp(inventory: Inventory, target: AppTarget, wanted: string) {
  const elsewhere = byName(inventory.apps, wanted)
  const scope = describeScope({ ...target, apps: [] })
  if (elsewhere.length > 0)
    return inputError(`there is no app ${JSON.stringify(wanted)} ${scope}`, {
      isNotFound: true,
      hint: `It exists in: ${[...new Set(elsewhere.map((app) => app.environment ?? '(no environment)'))].join(', ')}.`,
    })
  const unrendered = new Set(
    inventory.unresolved.flatMap(({ isUnrendered, reason }) =>
      isUnrendered ? [` Apps may be missing: ${reason}.`] : [],
    ),
  )
  const unresolved =
    inventory.unresolved.length > 0
      ? ` ${inventory.unresolved.length === 1 ? '1 object' : `${inventory.unresolved.length} objects`} could not be resolved; run "fairlead inventory" to see ${inventory.unresolved.length === 1 ? 'it' : 'them'}.`
      : ''
  return inputError(`there is no app ${JSON.stringify(wanted)} ${scope}`, {
    isNotFound: true,
    hint: `${suggestion(wanted, inventory.apps.flatMap(namesOf))}${[...unrendered].join('')}${unresolved}`.trim(),
  })
}

function describeScope(target: AppTarget): string {
  const parts = [
    target.apps.length > 0 ? `named ${target.apps.join(', ')}` : '',
    target.environments.length > 0 ? `in ${target.environments.join(', ')}` : '',
    target.clusters.length > 0 ? `on ${target.clusters.join(', ')}` : '',
  ].filter((part) => part !== '')
  return parts.length > 0 ? parts.join(' ') : 'in the infra repo'
}

/** Reports whether a use is of an image, by any of its known names. */
export function usesImage(use: ImageUse, image: NewImage): boolean {
  return [use.repository, ...use.alsoKnownAs].some(
    (name) => name !== undefined && isSameRepository(name, image.repository),
  )
}

function matching(app: App, image: NewImage): Chosen[] {
  const sure = app.images.filter((use) => usesImage(use, image))
  if (sure.length > 0) return ofOneFamily(app.name, sure, image)
  // A values file may hold only a tag if the repository is a default of a chart elsewhere.
  const unknown = app.images.filter(
    (use) => use.repository === undefined && use.place && isMainKey(use, app, image),
  )
  const [only] = unknown
  if (!only?.place || unknown.length > 1) return []
  // An image of that name with its own location may be the same image, behind a registry that is not known here.
  const isNamed = app.images.some(
    ({ artifact, repository }) =>
      // A chart usually has the same name as its image, but is not that image.
      artifact === 'image' && repository !== undefined && lastPart(repository) === lastPart(image.repository),
  )
  if (isNamed) return []
  const missing = app.sources.find(({ isMissing }) => isMissing === true)
  if (missing)
    throw refusal(`${app.name} deploys nothing: its path ${missing.path ?? ''} does not exist in this repo`, {
      at: { file: app.declaredAt.file, line: app.declaredAt.line },
      hint: 'Fix the path first. In an ApplicationSet, look for a parameter that no generator provides.',
    })
  const unsure = `${only.place.file}:${only.place.line} holds only a tag, and the chart that sets its repository is not in this repo, so it could not be verified that the image is ${image.repository}`
  return [{ use: only, unsure }]
}

/** Reports whether a key is that of a chart's main image: `image.tag`, or below the app's or the image's own name. */
function isMainKey(use: ImageUse, app: App, image: NewImage): boolean {
  const names = new Set([app.name, image.repository.split('/').pop() ?? '', 'image', 'global', 'app', 'main'])
  const path = (use.addPath ?? []).map(String)
  return (
    /^(tag|imageTag|image_tag)$/.test(path.at(-1) ?? '') &&
    path.slice(0, -1).every((segment) => names.has(segment))
  )
}

function mismatch(app: App, images: readonly NewImage[]) {
  const wanted = images.map((image) => image.repository).join(', ')
  const at = { file: app.declaredAt.file, line: app.declaredAt.line }
  const there = app.images.map(
    ({ repository, template, place, withoutPlace }) =>
      `${repository ?? template?.text ?? '(repository unknown)'}${place ? ` at ${place.file}:${place.line} (${place.key})` : withoutPlace === undefined ? '' : ` (${withoutPlace})`}`,
  )
  if (there.length === 0)
    return inputError(`the app ${app.name} sets no image in this repo`, {
      at,
      hint: [
        ...app.notes,
        'Set "values-file" and "key", or add the location under "images" in fairlead.yaml.',
      ].join('. '),
    })
  return inputError(`the app ${app.name} does not use the image ${wanted}`, {
    at,
    hint: `It uses: ${[...new Set(there)].slice(0, 10).join('; ')}. ${suggestion(
      wanted,
      app.images.flatMap((use) => use.repository ?? []),
    )}`.trim(),
  })
}
