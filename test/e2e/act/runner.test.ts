import { describe, expect, it } from 'vitest'
import { appToken, jobToken, useWorld } from './world.ts'

/** The messages of a step to the runner, as later steps and people see them. */
const world = useWorld()

/** Returns a workflow of one job with these steps. */
const workflow = (steps: string) => `
on: push
jobs:
  job:
    runs-on: ubuntu-latest
    steps:
${steps.replaceAll(/^(?=.)/gm, '      ')}`

describe('a step that fails', () => {
  const steps = `
- uses: actions/checkout@v7
- uses: fairlead-dev/fairlead/actions/bump@v1
  id: bump
  with:
    values-file: apps/web/values-dev.yaml
    key: image.tga
    image-tag: 1.5.0
- run: echo "never"
- if: failure()
  run: echo "$OUTCOME, changed '$CHANGED'"
  env:
    OUTCOME: \${{ steps.bump.outcome }}
    CHANGED: \${{ steps.bump.outputs.changed }}
`

  it('fails the job, and annotates the line', async () => {
    const run = await world().run(world().infra, { workflow: workflow(steps), event: 'push' })
    expect(run).toMatchObject({ exitCode: 1, jobs: { job: 'failure' } })
    expect(run.log).toContain('exit status 2')
    const step = run.step('job', 'bump')
    // This runner does not read the outputs of a failed step; GitHub's own does.
    expect(step).toMatchObject({
      result: 'failure',
      outputs: {},
      summary: expect.stringMatching(
        /^### Fairlead bump failed\n\n- `apps\/web\/values-dev\.yaml:2:5`: there is no key/,
      ),
    })
    expect(step.annotations).toEqual([
      {
        level: 'error',
        message: expect.stringContaining('there is no key image.tga'),
        file: 'apps/web/values-dev.yaml',
        line: '2',
      },
    ])
    expect(run.step('job', 2).text).toBe('')
    expect(run.step('job', 3).text).toBe("failure, changed ''\n")
  })

  it('of a rule, writes nothing', async () => {
    const { infra } = world()
    const before = { head: infra.head(), branches: infra.branches(), pulls: infra.pulls.length }
    const refused = workflow(`
- uses: fairlead-dev/fairlead@v1
  id: deploy
  with:
    repository: acme/infra
    app: web
    environment: prod
    image: ghcr.io/acme/web
    image-tag: 1.5.0
    method: push
`)
    const run = await world().run(world().web, { workflow: refused, event: 'push' })
    expect(run).toMatchObject({ exitCode: 1, jobs: { job: 'failure' } })
    expect(run.log).toContain('exit status 1')
    expect(run.step('job', 'deploy').annotations).toMatchObject([
      { level: 'error', message: expect.stringContaining('production') },
    ])
    expect(world().writes()).toEqual([])
    expect({ head: infra.head(), branches: infra.branches(), pulls: infra.pulls.length }).toEqual(before)
  })
})

it('a token that the runner does not know as a secret is masked in every later step', async () => {
  const { web } = world()
  // The runner masks its own secrets; this one is created by a step, like the token of a GitHub App.
  const [start, end] = [appToken.slice(0, 9), appToken.slice(9)]
  const steps = `
- id: token
  run: echo "token=${start}""${end}" >> "$GITHUB_OUTPUT"
- run: echo "before $TOKEN"
  env:
    TOKEN: \${{ steps.token.outputs.token }}
- uses: fairlead-dev/fairlead@v1
  id: deploy
  with:
    repository: acme/infra
    app: web
    environment: dev
    image: ghcr.io/acme/web
    image-tag: 1.5.0
    token: \${{ steps.token.outputs.token }}
- run: echo "after $TOKEN"
  env:
    TOKEN: \${{ steps.token.outputs.token }}
`
  const run = await world().run(web, {
    workflow: workflow(steps),
    event: 'push',
    secrets: { DEPLOY_APP_KEY: '' },
  })
  expect(run.exitCode).toBe(0)
  expect(run.step('job', 1).text).toBe(`before ${appToken}\n`)
  expect(run.step('job', 3).text).toBe('after ***\n')
  const { text, summary } = run.step('job', 'deploy')
  expect(text).toContain('Opened')
  for (const token of [appToken, jobToken]) expect(text + summary).not.toContain(token)
})

it('a composite action hands inputs in and outputs on', async () => {
  const { infra } = world()
  await infra.push('main', {
    '.github/actions/deploy/action.yml': `
name: Deploy
description: The team's own action around Fairlead
inputs:
  tag: {description: The tag, required: true}
outputs:
  changed:
    description: Whether something changed
    value: \${{ steps.bump.outputs.changed }}
runs:
  using: composite
  steps:
    - uses: fairlead-dev/fairlead/actions/bump@v1
      id: bump
      with:
        changes: '{"apps/web/values-dev.yaml": {"image.tag": "\${{ inputs.tag }}"}}'
`,
  })
  const steps = `
- uses: actions/checkout@v7
- uses: ./.github/actions/deploy
  id: deploy
  with: {tag: "1.10"}
- run: |
    echo "$CHANGED"
    sed -n 2p apps/web/values-dev.yaml
  env:
    CHANGED: \${{ steps.deploy.outputs.changed }}
`
  const run = await world().run(infra, { workflow: workflow(steps), event: 'push' })
  expect(run.exitCode).toBe(0)
  expect(run.step('job', 2).text).toMatch(/^true\n {4}tag: "1\.10" /)
})
