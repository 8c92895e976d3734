import { describe, expect, it } from 'vitest'
import type { Review } from '../../src/review/model.ts'
import { gfmToHtml, tagsOf } from '../support/gfm.ts'
import { makeApp, makeObject, makeReport, makeRisk } from '../support/report.ts'
import { commentOn, mergeRequestOnGitLab } from './diff-comments.setup.ts'
import { token, useHub } from './github-forge.setup.ts'

/** A result that does not fit into comments, on both forges with their limits. */

const LINES = 40

/** Returns a report with objects of about two thousand characters each; only the last one has a high risk. */
function longReport(objects: number): Review {
  const grave = makeObject({
    id: { group: '', kind: 'PersistentVolumeClaim', namespace: 'z', name: 'grave' },
    action: 'removed',
    risks: [makeRisk('high', 'pvc-deleted', 'The data goes with it.')],
  })
  const others = Array.from({ length: objects - 1 }, (_, i) =>
    makeObject({
      id: { group: '', kind: 'ConfigMap', namespace: 'a', name: `map-${i}` },
      diff: `@@ -1,0 +1,${LINES} @@\n${Array.from({ length: LINES }, (_, l) => `+key-${l}: the value ${i} with \`\`\` in it\n`).join('')}`,
    }),
  )
  return makeReport({
    apps: [makeApp({ name: 'a' }, { objects: others }), makeApp({ name: 'z' }, { objects: [grave] })],
  })
}

/** Checks the comments on such a report. */
function check(bodies: readonly string[], objects: number, limit: number) {
  for (const body of bodies) {
    expect(body.length).toBeLessThanOrEqual(limit)
    const html = gfmToHtml(body)
    const opened = (tag: string) => tagsOf(html).filter((name) => name === tag).length
    expect(opened('details')).toBe(opened('/details'))
    // Only whole objects: each fence contains all lines of its diff, and is closed.
    expect(opened('pre')).toBe(body.match(/^\*\*(added|changed|removed)\*\*/gm)?.length ?? 0)
    expect((body.match(/^\+key-0:/gm) ?? []).length).toBe((body.match(/^\+key-39:/gm) ?? []).length)
  }
  const [first = ''] = bodies
  expect(first).toContain('**removed** `PersistentVolumeClaim z/grave`')
  const shown = bodies.join('\n').match(/^\*\*(added|changed|removed)\*\* `/gm)?.length ?? 0
  const [, left = '0'] = /\*\*([\d,]+) objects? of \d+ apps? did not fit/.exec(first) ?? []
  expect(shown + Number(left.replaceAll(',', ''))).toBe(objects)
  return { left: Number(left.replaceAll(',', '')) }
}

describe('on GitHub', () => {
  const hub = useHub()
  const run = (report: Review, inputs: Readonly<Record<string, string>> = {}) => {
    const { apiUrl, graphqlUrl, serverUrl } = hub.fake
    const environment = {
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'acme/infra',
      GITHUB_SERVER_URL: serverUrl,
      GITHUB_API_URL: apiUrl,
      GITHUB_GRAPHQL_URL: graphqlUrl,
    }
    const given = { 'comment-token': token, ...inputs }
    return commentOn(report, environment, given, { request: { number: '1', base: 'main' } })
  }
  const bodies = () => hub.infra.comments.map(({ body }) => body)

  it('the most dangerous is in the first comment, whole objects go on in others, the rest is counted', async () => {
    await hub.propose('bump/web')
    await run(longReport(60))
    expect(bodies().length).toBeGreaterThan(1)
    expect(check(bodies(), 60, 65_536).left).toBe(0)
    await run(longReport(200))
    expect(bodies()).toHaveLength(3)
    expect(check(bodies(), 200, 65_536).left).toBeGreaterThan(0)
    const ids = hub.infra.comments.map(({ id }) => id)
    await run(longReport(200))
    expect(hub.infra.comments.map(({ id }) => id)).toEqual(ids)
    await run(longReport(3))
    expect(hub.infra.comments.map(({ id }) => id)).toEqual(ids.slice(0, 1))
    expect(check(bodies(), 3, 65_536).left).toBe(0)
  })
})

describe('on GitLab', () => {
  it('the same holds with its limit', async () => {
    await using gitlab = await mergeRequestOnGitLab()
    const { fake, project, environment, inputs } = gitlab
    const bodies = () => project.notesOf(1).map(({ body }) => body)
    await commentOn(longReport(1_000), environment, inputs)
    expect(bodies().length).toBeGreaterThan(1)
    expect(check(bodies(), 1_000, 1_000_000).left).toBe(0)
    await commentOn(longReport(2_500), environment, inputs)
    expect(bodies()).toHaveLength(3)
    expect(check(bodies(), 2_500, 1_000_000).left).toBeGreaterThan(0)
    await commentOn(longReport(3), environment, inputs)
    expect(bodies()).toHaveLength(1)
    expect(fake.violations).toEqual([])
  })
})
