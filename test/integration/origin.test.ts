import { describe, expect, it } from 'vitest'
import { openCheckout } from '../../src/git/checkout.ts'
import { git, temporaryFolder } from '../support/git.ts'

/** Returns the origin of a checkout with these settings. */
async function originWith(...settings: (readonly [key: string, value: string])[]) {
  const folder = temporaryFolder()
  git(folder, 'init', '--quiet')
  for (const [key, value] of settings) git(folder, 'config', key, value)
  return openCheckout(folder, process.env).origin()
}

describe('the address of a checkout', () => {
  it('is that of its remote origin, without credentials', async () => {
    expect(await originWith(['remote.origin.url', 'https://ci:secret@git.example/acme/infra.git'])).toBe(
      'https://git.example/acme/infra.git',
    )
    expect(await originWith(['remote.origin.url', 'git@git.example:acme/infra.git'])).toBe(
      'git@git.example:acme/infra.git',
    )
  })

  it('is the one that git really asks', async () => {
    expect(
      await originWith(
        ['remote.origin.url', 'short:acme/infra'],
        ['url.https://git.example/.insteadOf', 'short:'],
      ),
    ).toBe('https://git.example/acme/infra')
  })

  it('is not known without a remote of that name', async () => {
    expect(await originWith()).toBeUndefined()
    expect(await originWith(['remote.upstream.url', 'https://git.example/x'])).toBeUndefined()
  })
})
