import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import type { Wiring } from '../../../src/entries/define.ts'
import { Ending } from '../../../src/entries/wire/sync-ending.ts'

it('a timeout that is longer than any timer does not end at once', async () => {
  const wiring = { atEnd: (work: () => Promise<void>) => onTestFinished(work) } as unknown as Wiring
  const signal = new Ending(wiring).deadline(9_999_999_999_000)
  await sleep(50)
  expect(signal.aborted).toBe(false)
})
