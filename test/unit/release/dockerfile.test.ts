import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadCommand } from '../../../src/entries/commands.ts'
import { readDockerfile } from '../../../scripts/release/dockerfile.ts'

const dockerfile = readFileSync(new URL('../../../Dockerfile', import.meta.url), 'utf8')
const ignored = readFileSync(new URL('../../../.dockerignore', import.meta.url), 'utf8')

it('reads what the image holds and runs', () => {
  expect(readDockerfile(dockerfile)).toEqual({
    copies: [
      { source: 'LICENSE', target: '/fairlead/LICENSE' },
      { source: 'dist', target: '/fairlead/dist' },
    ],
    entrypoint: ['node', '/fairlead/dist/cli.js'],
    user: 'node',
  })
})

it('brings the renderers by the command that does so everywhere, after it has the program and as root', async () => {
  const [, name = '', ...args] = /^RUN node \/fairlead\/dist\/cli\.js (\S+) (.*)$/m.exec(dockerfile) ?? []
  const { description } = await loadCommand(name)
  const options = args
    .join(' ')
    .split(' ')
    .filter((text) => text.startsWith('--'))
  expect(options).toContain('--bin-dir')
  for (const option of options) expect(Object.keys(description.inputs)).toContain(option.slice(2))
  const order = ['COPY dist', 'RUN node', 'USER node'].map((line) => dockerfile.indexOf(line))
  expect(order).toEqual(order.toSorted((a, b) => a - b))
})

it('all that is copied is a part of the context', () => {
  for (const { source } of readDockerfile(dockerfile).copies)
    expect(ignored.split('\n')).toContain(`!${source}`)
})

it.each(['COPY --from=x a /b', 'COPY a b /c', 'COPY a b', 'ADD --chown=1 a /b'])(
  'does not pass over %s',
  (line) => {
    expect(() => readDockerfile(`FROM x\n${line}\n`)).toThrow('is not of the form')
  },
)
