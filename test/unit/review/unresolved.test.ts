import { expect, test } from 'vitest'
import { unresolvedWarnings } from '../../../src/review/unknown/unresolved.ts'
import type { Unresolved } from '../../../src/inventory/model.ts'

const one = (file: string, reason: string, more: Partial<Unresolved> = {}): Unresolved => ({
  file,
  line: 1,
  kind: 'ApplicationSet',
  name: 'web',
  reason,
  ...more,
})

test('each reason is said once, with some of the files; those that change come first', () => {
  const files = ['a', 'b', 'c', 'd', 'e'].map((name) => one(`${name}.yaml`, 'it asks a cluster'))
  expect(unresolvedWarnings([...files, one('x.yaml', 'it asks a plugin')], new Set(['e.yaml']))).toEqual([
    'Not checked: 5 objects (e.yaml, a.yaml, b.yaml and 2 more): it asks a cluster',
    'Not checked: ApplicationSet web (x.yaml): it asks a plugin',
  ])
})

test('templates of charts that nothing deploys come with what to do', () => {
  const [warning = '', ...others] = unresolvedWarnings(
    [one('charts/apps/templates/apps.yaml', 'it is a template', { isTemplate: true })],
    new Set(),
  )
  expect(others).toEqual([])
  expect(warning).toContain('(charts/apps/templates/apps.yaml)')
  expect(warning).toContain('add its Application as a file to this repo')
})

test('a patch is told only where it changes', () => {
  const patch = one('patch.yaml', 'it has no generators', { isPatch: true })
  expect(unresolvedWarnings([patch], new Set())).toEqual([])
  expect(unresolvedWarnings([patch], new Set(['patch.yaml']))).toHaveLength(1)
})

test('many reasons are cut, and counted', () => {
  const all = Array.from({ length: 9 }, (_, i) => one(`${i}.yaml`, `reason ${i}`))
  expect(unresolvedWarnings(all, new Set()).at(-1)).toContain('4 more objects are not checked')
})
