/**
 * docs/argocd.md: its examples can be parsed, and they use existing names. The bed runs them
 * (test/bed/sync/oidc.test.ts).
 */
import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { syncCommand } from '../../src/commands/sync.ts'

const docs = readFileSync(new URL('../../docs/argocd.md', import.meta.url), 'utf8')
const blocks = [...docs.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => load(text))

/** Returns the values of this key in all maps within a value. */
function valuesOf(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  const own = Object.hasOwn(value, key) ? [(value as Record<string, unknown>)[key]] : []
  return [...own, ...Object.values(value).flatMap((inner) => valuesOf(inner, key))]
}

describe('docs/argocd.md', () => {
  it('has YAML in each block', () => {
    expect(blocks.length).toBeGreaterThan(6)
    for (const block of blocks) expect(block).toBeTypeOf('object')
  })

  it('gives sync no input that it does not have', () => {
    const steps = blocks.flatMap((block) => valuesOf(block, 'steps')).flat() as {
      uses?: string
      with?: object
    }[]
    const given = [
      ...steps.filter(({ uses }) => uses?.includes('actions/sync')).map((step) => step.with ?? {}),
      ...blocks.flatMap((block) => valuesOf(block, 'inputs') as object[]),
      ...blocks
        .filter((block) => Object.keys(block as object).join() === 'with')
        .map((block) => (block as { with: object }).with),
    ]
    expect(given.length).toBeGreaterThan(2)
    for (const inputs of given)
      for (const name of Object.keys(inputs)) expect(Object.keys(syncCommand.inputs)).toContain(name)
  })

  it('gives a shell several tokens on a line each', () => {
    const [script] = blocks.flatMap((block) => valuesOf(block, 'before_script')) as string[][]
    expect(script?.[0]).toBe('export FAIRLEAD_ARGOCD_TOKEN="prod=$PROD_TOKEN\nstaging=$STAGING_TOKEN"\n')
  })

  it('names inputs that there are', () => {
    for (const [, name = ''] of docs.matchAll(/`(argocd-[a-z-]+)`/g))
      if (
        !/^argocd-(cm|rbac-cm|cmd-params-cm|server-name)$/.test(name) &&
        !name.startsWith('argocd-dex-server')
      )
        expect(Object.keys(syncCommand.inputs)).toContain(name)
  })
})
