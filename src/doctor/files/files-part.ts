import type { Check, Part } from '../check.ts'
import { part } from '../check.ts'
import { apisAreServed } from './apis.ts'
import { configIsUsed, configIsValid } from './config.ts'
import { overrides, productionSyncs, revisionsAreTheBase } from './controllers.ts'
import { productionStandsAlone, tagsAreFixed } from './images.ts'
import { appsAreDeclaredOnce, appsAreFound, environmentsAreKnown, objectsAreResolved } from './inventory.ts'
import { linksStayInside } from './links.ts'
import { productionHasOwners } from './owners.ts'
import type { FilesPorts } from './ports.ts'
import { sourcesAreReadable } from './sources.ts'
import { oneController } from './two-controllers.ts'
import { oneWriter } from './writers.ts'

const checks: readonly Check<FilesPorts>[] = [
  configIsValid,
  configIsUsed,
  appsAreFound,
  objectsAreResolved,
  environmentsAreKnown,
  appsAreDeclaredOnce,
  oneController,
  tagsAreFixed,
  productionStandsAlone,
  productionSyncs,
  revisionsAreTheBase,
  overrides,
  oneWriter,
  linksStayInside,
  apisAreServed,
  productionHasOwners,
  sourcesAreReadable,
]

/** The files of the infra repo: its configuration, and the controllers' objects. */
export function filesPart(ports: FilesPorts): Part {
  return part(`The files of ${ports.tree.name}`, checks, ports)
}
