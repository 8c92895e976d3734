import type { Files } from '../../yaml/files.ts'
import type { InfraRepo } from '../plan.ts'
import { controllerVersion } from '../versions.ts'
import { nearestFirst } from './objects.ts'

const known = new WeakMap<Files, Promise<readonly { readonly file: string; readonly version: string }[]>>()

/**
 * Returns the version of Flux in a cluster, as `major.minor`: the one in `fairlead.yaml`, otherwise that of the
 * nearest manifests from `flux bootstrap` or `flux install --export`, otherwise the newest known one.
 *
 * Rule: fluxcd/flux2 pkg/manifestgen/install (the header of gotk-components.yaml)
 */
export async function fluxVersion(repo: InfraRepo, declaredAt: string | undefined): Promise<string> {
  const { files, config } = repo.context
  if (config.flux?.version === undefined) {
    const all = known.get(files) ?? readVersions(files)
    known.set(files, all)
    const [nearest] = nearestFirst(await all, declaredAt)
    if (nearest) return nearest.version
  }
  return controllerVersion('flux', config)
}

/** Returns the versions of Flux, as `major.minor`, whose manifests are in a repo. */
export async function declaredFluxVersions(files: Files): Promise<string[]> {
  const all = known.get(files) ?? readVersions(files)
  known.set(files, all)
  return [...new Set((await all).map(({ version }) => version))].toSorted()
}

async function readVersions(files: Files): Promise<{ file: string; version: string }[]> {
  const paths = files.entries
    .map(({ path }) => path)
    .filter((path) => path === 'gotk-components.yaml' || path.endsWith('/gotk-components.yaml'))
  // If reading costs requests, the files that the inventory has read are enough.
  if (!files.costly) await files.load(paths)
  return paths.flatMap((file) => {
    const head = files.isLoaded(file) ? (files.text(file) ?? '').slice(0, 1000) : ''
    const version = /^# Flux Version: v?(\d+\.\d+)/im.exec(head)?.[1]
    return version === undefined ? [] : [{ file, version }]
  })
}
