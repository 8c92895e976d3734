import { expect, test, vi } from 'vitest'
import { renderGoTemplates } from '../../src/gotemplate/render.ts'

/** Renders templates without params. */
async function render(...templates: string[]): ReturnType<typeof renderGoTemplates> {
  return await renderGoTemplates(templates.map((template) => ({ template, params: {} })))
}

test('a thousand templates in one run, each with its own result', async () => {
  // This takes about half a second, a fifth of it for loading and compiling the program.
  const results = await renderGoTemplates(
    Array.from({ length: 1000 }, (_, i) => ({
      template: i % 10 === 7 ? '{{ .missing.key }}{{ fail "no" }}' : '{{ .name | upper }}-{{ .i }}',
      params: { name: 'app', i },
    })),
  )
  expect(results).toHaveLength(1000)
  expect(results[999]).toEqual({ text: 'APP-999' })
  expect(results.filter((result) => 'error' in result)).toHaveLength(100)
})

test('an endless loop that writes ends at the bound of a text', async () => {
  // On a slow machine, the deadline may be reached first.
  const [loop, next] = await renderGoTemplates(
    ['{{ range 1000000000000000 }}x{{ end }}', 'next'].map((template) => ({ template, params: {} })),
    { deadlineMs: 200_000 },
  )
  expect(loop).toEqual({ error: expect.stringContaining('the text is longer than 4 MiB') })
  expect(next).toEqual({ text: 'next' })
})

test('an endless loop that writes nothing is ended, and the others are rendered', async () => {
  const results = await render('before', '{{ range 1000000000000000 }}{{ end }}', 'after')
  expect(results).toEqual([
    { text: 'before' },
    { error: 'the template did not end within 2.5 s' },
    { text: 'after' },
  ])
})

test('all templates together have a deadline', async () => {
  const loop = { template: '{{ range 1000000000000000 }}{{ end }}', params: {} }
  const results = await renderGoTemplates(
    Array.from({ length: 9 }, () => loop),
    { deadlineMs: 3000 },
  )
  expect(results[0]).toEqual({ error: 'the template did not end within 0.75 s' })
  expect(results[8]).toEqual({
    error: 'the template was not rendered: all 9 together took longer than 3 s',
  })
})

test('memory is limited, and the others are rendered', async () => {
  const results = await render(
    '{{ repeat 1000000000 "x" }}',
    'one',
    '{{ until 1000000000 }}',
    '{{ fail (repeat 100000000 "x") }}',
    'two',
  )
  const error = 'the template needs more than 256 MiB of memory'
  expect(results).toEqual([{ error }, { text: 'one' }, { error }, { error }, { text: 'two' }])
})

test.each([
  ['itself by its name', '{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}'],
  ['the one it is in', '{{ template "base" . }}'],
])('a template that calls %s without end', async (_, template) => {
  expect(await render(template, 'next')).toEqual([
    { error: expect.stringContaining('exceeded maximum template depth') },
    { text: 'next' },
  ])
})

test('parentheses without end', async () => {
  const deep = 100_000
  const [nested, next] = await render(`{{ ${'('.repeat(deep)}1${')'.repeat(deep)} }}`, 'next')
  expect(nested).toEqual({ error: expect.stringMatching(/^failed to parse template/) })
  expect(next).toEqual({ text: 'next' })
})

test('nothing is printed, not even a warning', async () => {
  const write = vi.spyOn(process.stderr, 'write')
  const warnings: Error[] = []
  const listener = (warning: Error): void => void warnings.push(warning)
  process.on('warning', listener)
  try {
    await render('{{ now | unixEpoch }}', '{{ randAlpha 5 }}')
    await new Promise((resolve) => setImmediate(resolve))
    expect(write).not.toHaveBeenCalled()
    expect(warnings).toEqual([])
  } finally {
    process.off('warning', listener)
    write.mockRestore()
  }
})
