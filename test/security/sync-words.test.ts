/**
 * The text of a cluster in logs, events and conditions is untrusted: it cannot issue commands and does not reveal
 * secrets.
 */
import { expect, it } from 'vitest'
import type { Interfere } from '../../scripts/demo/argocd.mjs'
import { step } from '../e2e/bundle.ts'
import { PlayedScene, TOKEN } from '../support/played-argocd.ts'

const value = 'correct-horse-battery-staple'
const encoded = Buffer.from(value).toString('base64')
const secret = `apiVersion: v1
kind: Secret
metadata: {name: web}
stringData: {password: ${value}}
`

const log = [
  '::error::all is well',
  '  ::add-mask::x',
  '##[error]all is well',
  '\u001B[2J\u001B[31mred\u001B[0m\u0007',
  '| a | <script>alert(1)</script> | ![x](https://evil.example/x.png) @all',
  'user\u202Egnp.exe',
  '```',
  '~~~~',
  '</details><script>alert(2)</script>',
  `password=${value} and ${encoded}`,
  `${'y'.repeat(100_000)}`,
]
const event = `::warning::pulled | <img src=x onerror=alert(1)> ${value}`
const condition = `${'z'.repeat(100_000)} ${value}`

const hostile: Interfere = (path, _, response) => {
  const json = (...lines: unknown[]) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(lines.map((line) => JSON.stringify(line)).join('\n'))
    return true
  }
  if (path.endsWith('/events'))
    return json({
      items: [{ type: 'Warning', reason: 'Failed', message: event, lastTimestamp: '2026-01-01T00:00:00Z' }],
    })
  if (path.endsWith('/logs'))
    return json(
      ...log.map((content) => ({ result: { content, timeStampStr: '2026-01-01T00:00:00Z' } })),
      // An error of the server itself, instead of a log line.
      {
        result: {
          content: 'dial tcp 10.0.0.1:10250: connection refused',
          timeStampStr: '0001-01-01T00:00:00Z',
        },
      },
    )
  return false
}

it('nothing that a pod says commands the runner, is Markdown, or tells the value of a Secret', async () => {
  const scene = await PlayedScene.open({ web: '1' }, { interfere: hostile })
  const revision = scene.merge({ web: '2-fails' }, { 'apps/web/secret.yaml': secret })
  const app = scene.argocd.apps.get('web')
  const health = app?.tree.bind(app)
  if (app && health)
    app.tree = () =>
      health().map((node) =>
        node.kind === 'Deployment' ? { ...node, health: { status: 'Degraded', message: condition } } : node,
      )
  const folder = scene.checkOut(revision)
  const inputs = {
    path: '.',
    base: `${revision}~1`,
    revision,
    'argocd-server': scene.argocd.url,
    'argocd-token': TOKEN,
    settle: '0',
    timeout: '40',
  }
  const { exitCode, stdout, stderr, summary } = await step('sync', folder, inputs)
  const said = `${stdout}${stderr}`
  expect(exitCode, said.slice(0, 4000)).toBe(1)
  // The text is shown, so the rest of this test is meaningful.
  expect(said).toContain('all is well')
  for (const text of [said, summary]) {
    expect(text).not.toContain(value)
    expect(text).not.toContain(encoded)
    expect(text).not.toMatch(/[\u0007\u001B\u202E]/)
    expect(text.length).toBeLessThan(30_000)
  }
  expect(said).not.toContain('connection refused')
  // All commands come from Fairlead: the annotation of the failure, in which text of others is data.
  const commands = said.split('\n').filter((line) => /^\s*::/.test(line))
  expect(
    commands.filter(
      (line) => !/^::(?:error|warning|notice|group|endgroup|add-mask|stop-commands|debug)\b/.test(line),
    ),
  ).toEqual([])
  expect(commands.filter((line) => /^::(?:error|warning)::(?:all is well|pulled)/.test(line))).toEqual([])
  expect(said).not.toContain('##[error]')
  // Inside a code fence everything is text, and no line in it ends the fence.
  const rest = summary.replaceAll(/^(`{3,})text\n[^]*?^\1$/gm, '')
  expect(rest).not.toMatch(/<script|<img|<\/details|!\[x\]|all is well/)
})
