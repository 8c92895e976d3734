import type { App } from '../../inventory/model.ts'
import type { Check, Finding } from '../check.ts'
import { atMost, note, ok, orOk, unknown, warning } from '../check.ts'
import type { FilesPorts } from './ports.ts'
import { nameOf } from './ports.ts'

export const productionSyncs: Check<FilesPorts> = {
  id: 'files/sync',
  title: 'Whether production syncs by itself',
  async run({ inventory }) {
    const found = (await inventory()).apps
      .filter(({ production, autoSync }) => production && autoSync === false)
      .map((app) =>
        note(
          `${nameOf(app)} does not sync by itself: after a merge somebody has to sync it.`,
          app.controller === 'flux'
            ? 'Its spec.suspend is true, or that of a Kustomization above it.'
            : 'If it should: spec.syncPolicy.automated: {}.',
          app.declaredAt,
        ),
      )
    return orOk(atMost(found), 'Each app of production whose controller is known syncs by itself.')
  },
}

export const revisionsAreTheBase: Check<FilesPorts> = {
  id: 'files/revisions',
  title: 'The revision that each app follows',
  async run({ inventory, base }) {
    const { apps } = await inventory()
    if (base === undefined) {
      const named = [...new Set(apps.flatMap(revisionsOf))]
      return named.length === 0
        ? [ok('Each app whose files are here follows HEAD.')]
        : [
            unknown(
              `Apps follow ${named.join(', ')} of this repo, and which branch is changed is not known.`,
              'Give base, or repository: then the two are compared.',
            ),
          ]
    }
    const found = apps.flatMap((app) =>
      revisionsOf(app)
        .filter((revision) => revision.replace(/^refs\/heads\//, '') !== base)
        .map((revision) =>
          warning(
            `${nameOf(app)} follows the revision ${revision} of this repo: a merge into ${base} does not reach it.`,
            `Set targetRevision to HEAD or ${base}, or change that branch: base: ${revision}.`,
            app.declaredAt,
          ),
        ),
    )
    return orOk(atMost(found), `Each app whose files are here follows ${base}.`)
  },
}

/** Revisions of this repo that are named and not HEAD. */
function revisionsOf({ sources }: App): string[] {
  const named = sources.flatMap(({ inThisRepository, targetRevision }) =>
    inThisRepository && targetRevision !== undefined && !['', 'HEAD'].includes(targetRevision)
      ? [targetRevision]
      : [],
  )
  return [...new Set(named)]
}

/** argo-cd reposerver/repository/repository.go, mergeSourceParameters: lists of the file replace those of the object. */
export const overrides: Check<FilesPorts> = {
  id: 'files/overrides',
  title: 'Overrides by .argocd-source files',
  async run({ files }) {
    const found = (await files()).entries
      .filter(({ path }) => /(^|\/)\.argocd-source[^/]*\.yaml$/.test(path))
      .map(({ path: file }): Finding =>
        note(
          'This file overrides what the Application says: its lists of parameters and images replace the whole list.',
          'argocd-image-updater writes such files. If nobody means to, move its content into the Application.',
          { file },
        ),
      )
    return orOk(atMost(found), 'No .argocd-source file overrides an Application.')
  },
}
