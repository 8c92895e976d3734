import { describe, expect, it } from 'vitest'
import { MintedToken, NoToken } from '../../../../src/controllers/argocd/access/credential.ts'
import { inputError, remoteError } from '../../../../src/errors.ts'

const MINUTE = 60_000
const jwt = (number: number, seconds = 300) =>
  `x.${Buffer.from(JSON.stringify({ number, iat: 1000, exp: 1000 + seconds })).toString('base64url')}.x`

/** Creates a minter with numbered tokens, and a clock that the test sets. */
function minting(mint: (number: number) => Promise<string> = async (number) => jwt(number)) {
  const state = { made: 0, now: 0 }
  const minted = new MintedToken(
    () => mint(++state.made),
    () => state.now,
  )
  return { state, minted }
}

describe('tokens that are made when they are needed', () => {
  it('serve until half of their life is over, whatever time it is', async () => {
    const { state, minted } = minting()
    expect(await Promise.all([minted.token(), minted.token()])).toEqual([jwt(1), jwt(1)])
    state.now = 2 * MINUTE
    expect(await minted.token()).toBe(jwt(1))
    state.now = 2.5 * MINUTE
    expect(await Promise.all([minted.token(), minted.token()])).toEqual([jwt(2), jwt(2)])
    expect(state.made).toBe(2)
  })

  it('are given up when they are refused, by the first that hears it, and not again and again', async () => {
    const { state, minted } = minting()
    const token = await minted.token()
    expect(minted.giveUp(token)).toBe(true)
    const next = await minted.token()
    expect(next).toBe(jwt(2))
    // Another request that used the first token.
    expect(minted.giveUp(token)).toBe(true)
    expect(await minted.token()).toBe(next)
    expect(minted.giveUp(next)).toBe(false)
    state.now = MINUTE
    expect(minted.giveUp(next)).toBe(true)
  })

  it('serve on where the next one cannot be made', async () => {
    const { state, minted } = minting(async (number) => {
      if (number > 1) throw remoteError('GitHub gives no ID token')
      return jwt(number)
    })
    await minted.token()
    state.now = 4 * MINUTE
    expect(await minted.token()).toBe(jwt(1))
  })

  it('have a reason where none can be made, and are tried for again', async () => {
    const { minted } = minting(async (number) => {
      if (number === 1) throw remoteError('busy')
      if (number === 2) throw inputError('no right')
      return jwt(number)
    })
    await expect(minted.token()).rejects.toMatchObject({ isForGood: false, message: 'busy' })
    const refused = minted.token()
    await expect(refused).rejects.toBeInstanceOf(NoToken)
    await expect(refused).rejects.toMatchObject({ isForGood: true, error: { kind: 'input' } })
    expect(await minted.token()).toBe(jwt(3))
  })
})
