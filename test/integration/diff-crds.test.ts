import { describe, expect, it } from 'vitest'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { changedRepo, commitAll, diffIn } from '../support/diff.ts'
import { git } from '../support/git.ts'
import { rawTar } from '../support/tar.ts'

const release = (more = '') => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: infra, namespace: flux-system}
spec: {interval: 1m, url: https://github.com/acme/infra, ref: {branch: main}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: flux-system}
spec:
  interval: 1h
  chart: {spec: {chart: chart, sourceRef: {kind: GitRepository, name: infra}}}
${more}`
const definition = (kind: string, text = '') => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${kind.toLowerCase()}s.acme.io}
spec:
  group: acme.io
  scope: Namespaced
  names: {kind: ${kind}, plural: ${kind.toLowerCase()}s}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, description: "${text}"}}}]
`
const chart = (version = '0.1.0') => ({
  'chart/Chart.yaml': `apiVersion: v2\nname: web\nversion: ${version}\n`,
  'chart/templates/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n',
})
const crds = { 'chart/crds/a.yaml': definition('Alpha') }

describe('the definitions of a chart that Flux releases', () => {
  const seen = async (before: Record<string, string>, edits: Record<string, string | undefined>) => {
    const { app } = await diffIn(changedRepo(before, edits))
    const { objects, notes, failures } = app('web')
    expect(failures).toEqual([])
    return {
      objects: objects.map(({ action, id }) => `${action} ${id.name}`).toSorted(),
      told: notes.join(' '),
    }
  }

  it('are created with a new release, unless it says otherwise', async () => {
    const before = { ...chart(), ...crds }
    const added = await seen(before, { 'apps/web.yaml': release() })
    expect(added.objects).toEqual(['added alphas.acme.io', 'added web'])
    const skipped = await seen(before, { 'apps/web.yaml': release('  install: {crds: Skip}\n') })
    expect(skipped.objects).toEqual(['added web'])
  })

  it('are those of subcharts, too: packed ones, and none of one that the values turn off', async () => {
    const sub = {
      'Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
      'crds/b.yaml': definition('Beta'),
      'templates/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sub}\n',
    }
    const before = {
      ...chart(),
      ...crds,
      'chart/Chart.yaml':
        'apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies: [{name: sub, version: 1.0.0, condition: sub.enabled}]\n',
      'chart/values.yaml': 'sub: {enabled: true}\n',
    }
    const entries = Object.entries(sub).map(([path, content]) => ({ name: `sub/${path}`, content }))
    const seenWith = async (files: Record<string, string>, more = '') => {
      const folder = changedRepo({ ...before, ...files }, {})
      if (Object.keys(files).length === 0) {
        git(folder, 'checkout', '--quiet', 'main')
        mkdirSync(join(folder, 'chart/charts'))
        writeFileSync(join(folder, 'chart/charts/sub-1.0.0.tgz'), rawTar(...entries))
        commitAll(folder, {}, 'Pack')
        git(folder, 'checkout', '--quiet', '-B', 'change')
      }
      commitAll(folder, { 'apps/web.yaml': release(more) })
      const { app } = await diffIn(folder)
      expect(app('web').failures).toEqual([])
      return app('web').objects.map(({ id }) => id.name)
    }
    const unpacked = Object.fromEntries(
      Object.entries(sub).map(([path, content]) => [`chart/charts/sub/${path}`, content]),
    )
    const off = '  values: {sub: {enabled: false}}\n'
    for (const files of [unpacked, {}]) {
      const all = ['alphas.acme.io', 'betas.acme.io', 'sub', 'web']
      expect((await seenWith(files)).toSorted()).toEqual(all)
      expect((await seenWith(files, '  upgrade: {crds: CreateReplace}\n')).toSorted()).toEqual(all)
      expect((await seenWith(files, off)).toSorted()).toEqual(['alphas.acme.io', 'web'])
    }
  })

  it('are left alone where the release changes, which is told', async () => {
    const edits = {
      ...chart('0.2.0'),
      'chart/crds/a.yaml': definition('Alpha', 'new'),
      'chart/crds/b.yaml': definition('Beta'),
    }
    const files = (more = '') => ({ ...chart(), ...crds, 'apps/web.yaml': release(more) })
    const skipped = await seen(files(), edits)
    expect(skipped.objects).toEqual([])
    expect(skipped.told).toContain('alphas.acme.io')
    expect(skipped.told).toContain('are not applied, because upgrade.crds of the release is Skip')
    expect((await seen(files('  upgrade: {crds: Create}\n'), edits)).objects).toEqual(['added betas.acme.io'])
    const replaced = await seen(files('  upgrade: {crds: CreateReplace}\n'), edits)
    expect(replaced.objects).toEqual(['added betas.acme.io', 'changed alphas.acme.io'])
  })

  it('stay where the release goes', async () => {
    const before = { ...chart(), ...crds, 'apps/web.yaml': release('  upgrade: {crds: CreateReplace}\n') }
    const { objects, told } = await seen(before, { 'apps/web.yaml': undefined })
    expect(objects).toEqual(['removed web'])
    expect(told).toContain('alphas.acme.io stays in the cluster')
  })
})
