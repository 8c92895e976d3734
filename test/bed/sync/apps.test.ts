/** Tests which apps `sync` waits for, against the real Argo CD. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deployment, Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

const web = { 'web.yaml': deployment('example.com/web:1.0.0') }
const bumped = { 'web.yaml': deployment('example.com/web:2.0.0') }

describe.concurrent('the inputs that choose apps', () => {
  it('refuse what no inventory knows, before anything is asked', async () => {
    const scene = await stage.scene('names', web)
    const base = scene.repository.head()
    const revision = scene.commit(bumped)
    for (const [input, name] of [
      ['app', 'nmaes'],
      ['environment', 'prdo'],
      ['cluster', 'moon'],
    ]) {
      const { code, said } = await scene.sync({ base, revision, more: [`--${input}`, name ?? ''] })
      expect(code).toBe(2)
      expect(said).toContain(`there is no ${input} \\"${name}\\"`)
    }
  })

  it('wait for nothing where the commits do not touch what is chosen', async () => {
    const scene = await stage.scene('untouched', web)
    const other = scene.application('untouched-other', {})
    scene.repository.commit({ 'argocd/other.yaml': JSON.stringify(other) })
    const { code, json } = await scene.syncCommit(bumped, { more: ['--app', 'untouched-other'] })
    expect(json).toMatchObject({ outcome: 'nothing', apps: [] })
    expect(code).toBe(0)
  })
})
