/**
 * The gate on GitLab that reads the report and the digest from the artifacts of other jobs, so that its own job gets no
 * dotenv report: with the whole command against the fake.
 */
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewJob } from '../fakes/gitlab/ci.ts'
import type { Gate } from '../fakes/gitlab/waiting.ts'
import { gatedProject } from '../support/gated-gitlab.ts'
import type { GatedProject } from '../support/gated-gitlab.ts'
import { hasTools } from '../support/helm.ts'

const REPORT = '.fairlead/report/report.json'
const given = { report: REPORT, 'report-job': 'gate-render', 'plan-job': 'gate-plan' }

describe.skipIf(!hasTools)('the gate on GitLab, with artifacts of other jobs', () => {
  let gated: GatedProject
  let gate: Gate
  let digest: string
  beforeEach(async () => {
    gated = await gatedProject()
    digest = await gated.plan()
    gate = gated.approved()
  })
  afterEach(async () => {
    expect(gated.fake.violations).toEqual([])
    await gated[Symbol.asyncDispose]()
  })

  /** The jobs that ran before in the pipeline. */
  async function before({
    plan = {},
    render = {},
  }: { plan?: Partial<NewJob>; render?: Partial<NewJob> } = {}) {
    const common = { pipeline: gate.pipeline, ref: 'main' }
    const outputs = `FAIRLEAD_OUTCOME=done\nFAIRLEAD_PLAN_DIGEST=${digest}\n`
    gated.project.addJob({
      ...common,
      name: 'gate-plan',
      artifacts: { '.fairlead/gate.env': outputs },
      ...plan,
    })
    const report = readFileSync(await gated.report(), 'utf8')
    gated.project.addJob({ ...common, name: 'gate-render', artifacts: { [REPORT]: report }, ...render })
  }

  it('judges what they contain, and renders nothing', async () => {
    await before()
    const answer = await gated.gate(gate, { ...given, 'helm-path': '/nowhere/helm' })
    expect(answer, answer.missing).toMatchObject({ decision: 'approved', digest })
  })

  it('does not approve a digest that the plan did not show', async () => {
    const outputs = `FAIRLEAD_PLAN_DIGEST=${'0'.repeat(64)}\n`
    await before({ plan: { artifacts: { '.fairlead/gate.env': outputs } } })
    expect((await gated.gate(gate, given)).decision).not.toBe('approved')
  })

  it.each<[what: string, jobs: Parameters<typeof before>[0], message: RegExp]>([
    ['a job that is not in the pipeline', { render: { name: 'other' } }, /no job gate-render/],
    ['a job that failed', { render: { status: 'failed' } }, /gate-render .*not succeeded.*failed/],
    ['artifacts without the file', { render: { artifacts: { 'x.json': '{}' } } }, /report\.json/],
    ['outputs without a digest', { plan: { artifacts: { '.fairlead/gate.env': 'A=1\n' } } }, /plan-digest/],
  ])('refuses %s', async (_, jobs, message) => {
    await before(jobs)
    await expect(gated.gate(gate, given)).rejects.toThrow(message)
  })

  it('ignores jobs of the same name in other pipelines, and former runs of a job', async () => {
    const artifacts = { [REPORT]: readFileSync(await gated.report(), 'utf8') }
    const other = gated.project.startGate({ username: 'cid', environments: [] })
    const former = { pipeline: gate.pipeline, ref: 'main', retried: true }
    gated.project.addJob({ name: 'gate-render', artifacts, ...former })
    gated.project.addJob({ name: 'gate-plan', artifacts: {}, pipeline: gate.pipeline })
    gated.project.addJob({ name: 'gate-render', status: 'failed', pipeline: gate.pipeline })
    gated.project.addJob({ name: 'gate-render', artifacts, pipeline: other.pipeline })
    await expect(gated.gate(gate, given)).rejects.toThrow(/not succeeded/)
  })

  it.each([
    [{ 'plan-digest': '0'.repeat(64) }, /plan-digest and plan-job/],
    [{ report: '../../repository/archive' }, /not the path of a file/],
    [{ report: '' }, /report is not/],
  ])('refuses inputs that contradict each other or leave the artifacts: %j', async (wrong, message) => {
    await before()
    await expect(gated.gate(gate, { ...given, ...(wrong as Record<string, string>) })).rejects.toThrow(
      message,
    )
  })
})
