import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { configIn } from '../../support/examples.ts'
import { appToken, jobToken, useWorld } from './world.ts'

/** The examples that users copy, run unchanged. */
const world = useWorld()
const example = (name: string) => `examples/workflows/${name}.yml`
const tokensOf = (repository: string) =>
  new Set(
    world()
      .github.requests.filter(({ path }) => path.includes(repository))
      .map(({ authorization }) => authorization?.split(' ')[1]),
  )

beforeEach(() => void world().github.requests.splice(0))

it('the README shows the example that is run here', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  const text = readFileSync(new URL(`../../../${example('two-repositories')}`, import.meta.url), 'utf8')
  expect(readme).toContain(`\`\`\`yaml\n${text}\`\`\``)
})

describe('two repositories', () => {
  it("carries the tag of one job's build into a pull request of the infra repo", async () => {
    const { infra, web } = world()
    const run = await world().run(web, { workflow: example('two-repositories'), event: 'push' })
    expect(run).toMatchObject({ exitCode: 0, jobs: { build: 'success', deploy: 'success' } })
    const { tag } = run.step('build', 'tag').outputs
    expect(tag).toMatch(/^main-\d{12}-[0-9a-f]{7}$/)
    const step = run.step('deploy', 'deploy')
    expect(step.outputs).toMatchObject({ 'new-tag': tag, 'pull-request-operation': 'created' })
    expect(step.summary).toContain(`| \`web\` | \`prod\` | \`ghcr.io/acme/web\` | \`1.4.0\` | \`${tag}\` |`)
    expect(await infra.read('apps/web/values-prod.yaml', infra.pull(1).head.sha)).toContain(`tag: '${tag}' `)
    expect(infra.pull(1).body).toContain(`acme/web/commit/${web.head()}`)
    expect(tokensOf('/acme/infra')).toEqual(new Set([appToken]))
    expect(tokensOf('/acme/web')).toEqual(new Set([jobToken]))
  })

  it('refreshes that same pull request for the next commit', async () => {
    const { infra, web } = world()
    await web.push('main', { 'main.go': 'package main // more\n' })
    const run = await world().run(web, { workflow: example('two-repositories'), event: 'push' })
    expect(run.step('deploy', 'deploy').outputs).toMatchObject({
      'pull-request-operation': 'updated',
      'pull-request-number': '1',
    })
    expect(infra.pulls).toHaveLength(1)
    expect(infra.pull(1).title).toContain(run.step('build', 'tag').outputs['tag'])
  })
})

it('push to dev: lands on the base, and the next step knows the commit', async () => {
  const { infra, web } = world()
  const pulls = infra.pulls.length
  const run = await world().run(web, { workflow: example('push-to-dev'), event: 'push' })
  expect(run).toMatchObject({ exitCode: 0, jobs: { deploy: 'success' } })
  expect(await infra.read('apps/web/values-dev.yaml')).toContain(run.step('deploy', 'tag').outputs['tag'])
  expect(run.step('deploy', 3).text).toBe(`dev is at ${infra.head()} of the infra repo (updated)\n`)
  expect(infra.pulls).toHaveLength(pulls)
})

it('dev by a push, production by a pull request: one step, one build, one tag', async () => {
  const { infra, web } = world()
  const text = readFileSync(new URL(`../../../${example('dev-auto-prod-request')}`, import.meta.url), 'utf8')
  await infra.push('main', { 'fairlead.yaml': configIn(text) })
  const run = await world().run(web, { workflow: example('dev-auto-prod-request'), event: 'push' })
  expect(run).toMatchObject({ exitCode: 0, jobs: { deploy: 'success' } })
  const { tag = '' } = run.step('deploy', 'tag').outputs
  expect(await infra.read('apps/web/values-dev.yaml')).toContain(tag)
  expect(await infra.read('apps/web/values-prod.yaml')).not.toContain(tag)
  const { outputs } = run.step('deploy', 'deploy')
  const pull = infra.pull(Number(outputs['pull-request-number']))
  expect(pull.title).toBe(`Bump web in prod to ${tag}`)
  expect(await infra.read('apps/web/values-prod.yaml', pull.head.sha)).toContain(tag)
  expect(run.step('deploy', 3).text).toBe(`production waits in ${outputs['pull-request-url']}\n`)
  await infra.push('main', { 'fairlead.yaml': 'environments: {}\n' })
})

it('one repository: a bump in the checkout becomes a pull request', async () => {
  const { infra } = world()
  const run = await world().run(infra, { workflow: example('one-repository'), event: 'push' })
  expect(run).toMatchObject({ exitCode: 0, jobs: { build: 'success', propose: 'success' } })
  const { tag = '' } = run.step('build', 'tag').outputs
  expect(run.step('propose', 'bump').outputs).toMatchObject({ changed: 'true', 'new-tag': tag })
  const propose = run.step('propose', 2)
  expect(propose.outputs).toMatchObject({ 'pull-request-operation': 'created', outcome: 'updated' })
  expect(propose.annotations).toMatchObject([
    { level: 'warning', message: expect.stringContaining('starts no workflows') },
  ])
  const pull = infra.pull(Number(propose.outputs['pull-request-number']))
  expect(pull).toMatchObject({ title: `Deploy web ${tag} to dev`, labels: ['deployment'] })
  expect(await infra.read('apps/web/values-dev.yaml', pull.head.sha)).toContain(`tag: "${tag}" `)
})

describe('a release to several environments', () => {
  const release = {
    workflow: example('release'),
    event: 'release',
    payload: { action: 'published', release: { tag_name: '1.5.0' } },
  }

  it('opens one pull request each, and the next job knows them', async () => {
    const { infra, web, github } = world()
    const run = await world().run(web, release)
    expect(run).toMatchObject({ exitCode: 0, jobs: { deploy: 'success', announce: 'success' } })
    const numbers = run.step('deploy', 'deploy').outputs['pull-request-number']?.split(',').map(Number) ?? []
    expect(numbers.map((number) => infra.pull(number).title)).toEqual([
      'Bump web in dev to 1.5.0',
      'Bump web in prod to 1.5.0',
    ])
    const urls = numbers.map((number) => `${github.serverUrl}/acme/infra/pull/${number}`)
    expect(run.step('announce', 0).text).toBe(`${urls.join(',')}\n`)
  })

  it('changes nothing when it is run again', async () => {
    const { infra, web } = world()
    const before = structuredClone(infra.pulls)
    const run = await world().run(web, release)
    expect(run.exitCode).toBe(0)
    expect(run.step('deploy', 'deploy').outputs).toMatchObject({ changed: 'false', outcome: 'unchanged' })
    expect(world().writes()).toEqual([])
    expect(infra.pulls).toEqual(before)
  })
})

it('the inventory reaches the next steps and the summary', async () => {
  const { infra, github } = world()
  const sha = infra.head()
  const payload = { number: 7, pull_request: { number: 7, head: { sha }, base: { ref: 'main' } } }
  const run = await world().run(infra, { workflow: example('inventory'), event: 'pull_request', payload })
  expect(run).toMatchObject({ exitCode: 0, jobs: { inventory: 'success' } })
  expect(run.step('inventory', 'inventory').summary).toBe('2 apps, 0 objects not resolved.\n')
  expect(run.step('inventory', 2).text).toBe('web\tdev\nweb\tprod\n')
  expect(github.requests).toEqual([])
})
