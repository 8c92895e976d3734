import { expect, it } from 'vitest'
import { remoteError } from '../../../src/errors.ts'
import { digestsNow } from '../../../src/gate/pins.ts'
import type { AppChange } from '../../../src/review/model.ts'

const images = Array.from({ length: 60 }, (_, i) => ({
  artifact: 'image',
  repository: 'ghcr.io/acme/web',
  to: `1.0.${i}`,
}))
const apps = [{ app: { name: 'web' }, images }] as unknown as AppChange[]

it('looks up every tag, a few at the same time', async () => {
  let running = 0
  let most = 0
  const found = await digestsNow(apps, async (_, tag) => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setImmediate(resolve))
    running--
    if (tag === '1.0.7') throw remoteError('the registry answers 503')
    return tag === '1.0.8' ? undefined : `sha256:${tag}`
  })
  expect([...found.keys()]).toEqual(
    images.filter((_, i) => i !== 7 && i !== 8).map(({ repository, to }) => `${repository}:${to}`),
  )
  expect(most).toBeGreaterThan(1)
  expect(most).toBeLessThan(20)
})
