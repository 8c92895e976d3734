import { expect, it } from 'vitest'
import { namesOf } from '../../src/commands/describe.ts'
import { commands, terminalCommands } from '../../src/entries/commands.ts'

const all = await Promise.all(
  [...commands.values(), ...terminalCommands.values()].map(async (load) => (await load()).description),
)

it.each(all)('$name has no two inputs that go by one name', ({ inputs }) => {
  const names = Object.entries(inputs).flatMap(([name, input]) => namesOf(name, input))
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted())
})

it.each(all)('$name has the short names that people type, wherever it has the input', ({ inputs }) => {
  const short = { environment: 'env', 'image-tag': 'tag', repository: 'repo', app: 'apps' }
  const described = Object.entries(inputs)
  for (const [name, alias] of Object.entries(short)) {
    const [found] = described.filter(([own]) => own === name)
    if (found) expect(namesOf(...found)).toContain(alias)
  }
})
