import { groupBy } from '../group-by.ts'
import { identityOf } from '../inventory/control-planes/identity.ts'
import { shortened } from '../inventory/control-planes/shorten.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import type { AppRef } from './app-ref.ts'

/** A function that returns the apps of a kind and name that a repo declares, on any side that is read. */
export type Namesakes = (kind: string, name: string) => readonly Pick<DeclaredApp, 'controlPlane'>[]

/**
 * Adds to each app the text that distinguishes it from the others of its kind and name in the repo, whether they
 * change or not: the differing part of the control plane, and also the file if several are in one control plane.
 *
 * @param apps the apps that are listed together
 * @returns the same apps with `toldApartBy`, in the same order
 */
export function toldApart(apps: readonly AppRef[], namesakes: Namesakes): AppRef[] {
  const same = groupBy(apps, ({ kind, name }) => JSON.stringify([kind, name]))
  const words = new Map<AppRef, string>()
  for (const [first, ...more] of same.values()) {
    if (!first) continue
    const all = [first, ...more]
    const known = namesakes(first.kind, first.name)
    const planes = [...all, ...known].flatMap(({ controlPlane }) => controlPlane ?? [])
    const short = shortened(planes)
    for (const app of short.size > 1 ? all : [])
      if (app.controlPlane !== undefined) words.set(app, short.get(app.controlPlane) ?? app.controlPlane)
    for (const twice of groupBy(all, identityOf).values())
      for (const app of twice.length > 1 ? twice : []) {
        const place = app.declaredAt && `${app.declaredAt.file}:${app.declaredAt.line}`
        const both = [words.get(app), place].filter((part) => part !== undefined)
        if (app.kind !== 'Convention' && both.length > 0) words.set(app, both.join(', '))
      }
  }
  return apps.map((app) => {
    const word = words.get(app)
    return word === undefined ? app : { ...app, toldApartBy: word }
  })
}
