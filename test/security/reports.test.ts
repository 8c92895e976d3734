/**
 * Reports that other jobs provide: the parts of a matrix, and the report of a job that processed the files of a
 * stranger. "(broke be0c4d6)" in a name means that the same test failed when it was run on that commit.
 */
import { describe, expect, it } from 'vitest'
import { runDiff } from '../../src/commands/diff.ts'
import type { DiffPorts } from '../../src/commands/diff.ts'
import type { AppChange, Review } from '../../src/review/model.ts'
import { toJson } from '../../src/report/json/json.ts'
import { diffValues } from '../support/diff.ts'
import { makeApp, makeReport } from '../support/report.ts'

/** Returns everything that a run with `reports` writes, including its comments. */
async function take(
  reports: readonly unknown[],
): Promise<{ comment: string; text: string; digest: string; files: string }> {
  const comments: string[] = []
  const files: string[] = []
  const unused = () => Promise.reject(new Error('nothing is rendered here'))
  const ports = {
    addresses: undefined,
    base: 'main',
    isDefaultBranch: () => true,
    sides: unused,
    rendering: unused,
    inventories: undefined,
    comments: () =>
      Promise.resolve({
        to: {
          limit: 60_000,
          stateOf: () => Promise.resolve({ isOpen: true, head: '' }),
          put: (_request: string, _mark: string, bodies: readonly string[]) => {
            comments.push(...bodies)
            return Promise.resolve()
          },
        },
        request: '7',
        noun: 'pull request',
      }),
    readReport: (path: string) => Promise.resolve(JSON.stringify(reports[Number(path)])),
    writeReport: (name: string, written: ReadonlyMap<string, string>) => {
      files.push(...written.values())
      return Promise.resolve(name)
    },
    runUrl: undefined,
    noun: 'pull request',
    progress: () => undefined,
    now: () => 0,
    width: 100,
  } as unknown as DiffPorts
  const names = reports.map((_, index) => String(index)).join('\n')
  const result = await runDiff(
    diffValues({ reports: names, 'report-path': 'report', 'fail-on': 'never' }),
    ports,
  )
  await result.afterwards?.()
  return {
    comment: comments.join('\n'),
    text: [result.text].flat().join('\n'),
    digest: result.outputs.digest,
    files: files.join('\n'),
  }
}

const change = (name: string, parts: Partial<AppChange> = {}): AppChange =>
  makeApp({ name }, { digest: name.padEnd(64, '0'), ...parts })

/** Returns a report as it is in its file. */
const file = (parts: Partial<Review>): Record<string, unknown> =>
  JSON.parse(toJson(makeReport(parts))) as Record<string, unknown>

const part = (index: number, apps: readonly AppChange[], more: Partial<Review> = {}) =>
  file({ apps, shard: { index, count: 2 }, ...more })

describe('a report of another job', () => {
  it('cannot name an app twice, once as a change and once as none (broke be0c4d6)', async () => {
    const forged = file({ apps: [change('web'), change('web', { status: 'noise', objects: [] })] })
    await expect(take([forged])).rejects.toThrow(/lists the app "web" twice/)
  })

  it('cannot have digests that are not of its apps (broke be0c4d6)', async () => {
    const honest = await take([file({ apps: [change('web')] })])
    const forged = await take([file({ apps: [change('web')], digests: { prod: 'f'.repeat(64) } })])
    expect(forged.digest).toBe(honest.digest)
    expect(forged.comment).not.toContain('f'.repeat(64))
  })

  it('is told to be that job’s word in all that is written (broke be0c4d6)', async () => {
    const word = 'only as trustworthy as that job'
    const { comment, text, files } = await take([file({ apps: [change('web')] })])
    for (const written of [comment, text, files]) expect(written).toContain(word)
  })

  it('cannot say itself whose word it is', async () => {
    const forged = { ...file({ apps: [change('web')] }), told: 'Verified by the maintainers.' }
    const written = await take([forged]).then(({ comment, files }) => comment + files, String)
    expect(written).not.toContain('Verified by the maintainers')
  })
})

describe('the parts of a matrix', () => {
  it('cannot speak for an app of another part (broke be0c4d6)', async () => {
    const forged = part(2, [change('api'), change('web', { status: 'noise', objects: [] })])
    await expect(take([part(1, [change('web')]), forged])).rejects.toThrow(
      /the parts 1 and 2 both contain the app "web", with different results/,
    )
  })

  it('may both have come upon one app, if they say the same', async () => {
    const { comment } = await take([part(1, [change('web')]), part(2, [change('web'), change('api')])])
    expect(comment).toContain('changes 2 apps')
  })

  it('cannot pass for another part', async () => {
    await expect(take([part(1, [change('web')]), part(1, [change('api')])])).rejects.toThrow(/given twice/)
  })

  it.each<[string, Partial<Review>]>([
    ['another name of the base (broke be0c4d6)', { base: { ...makeReport().base, name: 'release' } }],
    ['another name of the change (broke be0c4d6)', { head: { ...makeReport().head, name: 'harmless' } }],
    ['another commit', { head: { name: 'bump/web', commit: 'f'.repeat(40) } }],
    ['that something else was compared (broke be0c4d6)', { comparedInstead: 'Nothing to see here.' }],
  ])('cannot claim %s', async (_, more) => {
    await expect(take([part(1, [change('web')]), part(2, [change('api')], more)])).rejects.toThrow(
      /part 2 of 2/,
    )
  })

  it('are told to be their jobs’ word (broke be0c4d6)', async () => {
    const { comment } = await take([part(1, [change('web')]), part(2, [change('api')])])
    expect(comment).toContain('2 other jobs rendered this report')
  })
})
