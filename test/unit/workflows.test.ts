import { expect, it } from 'vitest'
import { workflowsOf } from '../../scripts/workflows/page.ts'

it('finds the workflows of a page, each line where it is', () => {
  const block = 'jobs:\n  a:\n    runs-on: x\n'
  const page = `# Title\n\n\`\`\`yaml\na: 1\n\`\`\`\n\n\`\`\`yaml\n${block}\`\`\`\n\n\`\`\`yaml\non: push\n${block}\`\`\`\n`
  const [first = '', second = '', ...others] = workflowsOf(page)
  expect(others).toEqual([])
  const numbered = (text: string) => text.split('\n').flatMap((line, at) => (line ? [[at + 1, line]] : []))
  expect(numbered(first)).toEqual([
    [7, 'on: push'],
    [8, 'jobs:'],
    [9, '  a:'],
    [10, '    runs-on: x'],
  ])
  expect(numbered(second)[0]).toEqual([14, 'on: push'])
  const lines = page.split('\n')
  for (const text of [first, second])
    for (const [at, line] of numbered(text).slice(1)) expect(lines[Number(at) - 1]).toBe(line)
})

it('completes a job by the workflow whose job it replaces', () => {
  const page = [
    '```yaml',
    'on: push',
    'jobs:',
    '  plan:',
    '    runs-on: x',
    '  gate:',
    '    runs-on: x',
    '',
    '    needs: plan',
    '  after:',
    '    runs-on: x',
    '```',
    '',
    '```yaml',
    'jobs:',
    '  gate:',
    '    runs-on: y',
    '```',
    '',
  ]
  const [, job = ''] = workflowsOf(page.join('\n'))
  const kept = [2, 3, 4, 5, 10, 11, 16, 17]
  expect(job.split('\n').slice(0, 17)).toEqual(
    page.slice(0, 17).map((line, at) => (kept.includes(at + 1) ? line : '')),
  )
})
