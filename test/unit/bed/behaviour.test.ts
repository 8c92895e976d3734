/** The behavior of a pod in the bed, which its image or its annotation sets. */
import { expect, it } from 'vitest'
import { annotation, behaviourOf } from '../../bed/kubelet/behaviour.ts'

it.each([
  ['example.com/app:1.4.0', 'ready', 0],
  ['example.com/app', 'ready', 0],
  ['example.com/app:1.4.0-late', 'late', 5],
  ['example.com/app:1.4.0-late-8s', 'late', 8],
  ['example.com/app:late-0.5s', 'late', 0.5],
  ['example.com/app:1.4.0-never-ready', 'never-ready', 0],
  ['example.com/app:1.4.0-crash-2s', 'crash', 2],
  ['example.com/app:1.4.0_oom', 'oom', 3],
  ['example.com/app:fails', 'fails', 0],
  ['example.com/app:1.4.0-pull-fails', 'pull-fails', 0],
  ['example.com/app:1.4.0-unschedulable', 'unschedulable', 0],
  [`example.com/app:1.4.0-oom@sha256:${'0'.repeat(64)}`, 'oom', 3],
  // A name, a port and a part of a word do not set a behavior.
  ['late.example.com:5000/crash', 'ready', 0],
  ['example.com/app:chocolate', 'ready', 0],
  ['example.com/app:late-fix-1.2.0', 'ready', 0],
])('%s: %s', (image, kind, after) => {
  expect(behaviourOf(image)).toEqual({ kind, after })
})

it('the annotation decides over the tag, and has to be understood', () => {
  expect(behaviourOf('app:oom', { [annotation]: 'late 2s' })).toEqual({ kind: 'late', after: 2 })
  expect(behaviourOf('app:oom', { [annotation]: 'ready' })).toEqual({ kind: 'ready', after: 0 })
  expect(() => behaviourOf('app:1', { [annotation]: 'slow' })).toThrow('says "slow"')
})
