import { FaultCollector } from '../errors.ts'
import type { Inventory } from '../inventory/model.ts'
import type { Tree } from '../tree/tree.ts'
import { parseKeyParts } from '../yaml/keys.ts'
import { planSelected } from './app.ts'
import { PlanBuilder } from './builder.ts'
import { readFiles, readOptionalFiles } from './files.ts'
import { planKey } from './key.ts'
import { findMarkers, planMarkers } from './markers.ts'
import type { BumpPlan, BumpRequest } from './request.ts'
import { attempt, resolveKey, resolveMarker, resolveSelected } from './resolve.ts'
import type { Resolve } from './resolve.ts'
import { select } from './select.ts'
import type { Version } from '../moves/order.ts'
import { checkVersion } from './version.ts'

/**
 * Plans a bump: finds every location and checks every rule. Nothing is written: `filesWith` creates the edited files
 * from the plan.
 *
 * @param inventory reads the inventory of the same tree; called only if a target needs it
 * @param resolve looks up each image before its version is planned; undefined uses versions as they are
 * @throws FairleadError with all errors at once; `input` for errors in the request or the files, `refused` if a rule
 *   forbids something. A lower version is not an error here: its move is marked `older`.
 */
export async function planBump(
  tree: Tree,
  request: BumpRequest,
  inventory: () => Promise<Inventory>,
  resolve?: Resolve,
): Promise<BumpPlan> {
  checkRequest(request)
  const { allow, targets } = request
  const faults = new FaultCollector()
  const keys = targets.filter((target) => target.kind === 'key')
  const apps = targets.filter((target) => target.kind === 'app')
  const markers = targets.filter((target) => target.kind === 'marker')

  const known = apps.length > 0 ? await inventory() : undefined
  const selections = apps.flatMap(
    (target) => faults.attempt(() => (known ? { target, selected: select(known, target) } : undefined)) ?? [],
  )
  const paths = selections.flatMap(({ selected }) =>
    selected.flatMap(({ use }) =>
      [use.place?.file, use.digestPlace?.file].filter((path) => path !== undefined),
    ),
  )
  const files = await readFiles(tree, [...keys.map((target) => target.file), ...paths], faults)
  // If a value may be added, any of the app's values files can be used, even an empty one. Broken ones are ignored
  // here.
  const optional = allow.create
    ? selections.flatMap(({ selected }) => selected.flatMap(({ app }) => app.valuesFiles))
    : []
  await readOptionalFiles(tree, optional, files)
  const builder = new PlanBuilder(files, allow, request.branch)
  for (const given of keys) {
    const target = resolve
      ? await attempt(faults, () => resolveKey(given, files.get(given.file), resolve, allow.create))
      : given
    if (target) faults.attempt(() => planKey(builder, target, targets))
  }
  for (const { target, selected: given } of selections) {
    const selected = resolve ? await resolveSelected(given, resolve, faults) : given
    for (const one of selected)
      faults.attempt(() => known && planSelected(builder, known, one, { target, all: selected }))
  }
  if (markers.length > 0) {
    const marked = await findMarkers(
      tree,
      markers.map((target) => target.policy),
    )
    for (const given of markers) {
      const own = marked.get(given.policy) ?? []
      const target = resolve ? await attempt(faults, () => resolveMarker(given, own, resolve)) : given
      if (target) faults.attempt(() => planMarkers(builder, target, own))
    }
  }
  const plan = builder.build(faults)
  faults.throwIfAny()
  return plan
}

function checkRequest(request: BumpRequest): void {
  const faults = new FaultCollector()
  const versions = request.targets.flatMap((target): Version[] => {
    if (target.kind === 'app') return [...target.images]
    if (target.kind === 'marker') return [target.image]
    return 'version' in target.value ? [target.value.version] : []
  })
  for (const version of versions) faults.attempt(() => checkVersion(version))
  for (const target of request.targets)
    if (target.kind === 'key') faults.attempt(() => parseKeyParts(target.key))
  faults.throwIfAny()
}
