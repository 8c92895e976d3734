import { describe, expect, it } from 'vitest'
import { isOn } from '../../../src/commands/describe.ts'
import { examples } from '../../../src/commands/examples.ts'
import { groups, sectionsOf } from '../../../src/commands/groups.ts'
import { commands, terminalCommands } from '../../../src/entries/commands.ts'
import { parseArguments } from '../../../src/runtime/arguments.ts'
import { commandHelp, generalHelp } from '../../../src/runtime/help.ts'
import { readInputs } from '../../../src/runtime/inputs.ts'

const all = await Promise.all(
  [...commands.values(), ...terminalCommands.values()].map(async (load) => (await load()).description),
)

/** Returns the words of an example, as a shell passes them to a program. */
const wordsOf = (command: string) =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

describe('the help', () => {
  it('has every command, and lines that fit', () => {
    const lines = generalHelp(all)
    for (const { name } of all)
      expect(lines.filter((line) => line.startsWith(`  ${name} `) || line === `  ${name}`)).toHaveLength(1)
    expect(lines.filter((line) => line.length > 100)).toEqual([])
  })

  it.each(all)('of $name has each option once, in a group, and no line too long', (description) => {
    const lines = commandHelp(description)
    const names = Object.keys(description.inputs)
    expect(
      sectionsOf(description.inputs)
        .flatMap((section) => section.names)
        .toSorted(),
    ).toEqual(names.toSorted())
    for (const [name, input] of Object.entries(description.inputs))
      expect(lines.filter((line) => new RegExp(`^  --${name}( |$)`).test(line))).toHaveLength(
        isOn(input, 'command line') ? 1 : 0,
      )
    expect(lines.filter((line) => line.length > 100)).toEqual([])
  })

  it.each(all)('of $name speaks of no other command', ({ name, inputs, outputs }) => {
    const others = all.map((one) => one.name).filter((other) => other !== name && other !== 'update')
    const word = new RegExp(
      String.raw`\b(?:for|of|by|in|with) (?:an? )?(?:${others.join('|')})\b|\((?:${others.join('|')})\)|\b(?:${others.join('|')}) (?:and|renders|fetch)`,
    )
    const spoken = Object.entries({ ...inputs, ...outputs }).filter(([, { description }]) =>
      word.test(description),
    )
    expect(spoken.map(([input, { description }]) => `${input}: ${description}`)).toEqual([])
  })

  it('knows a group for every input', () => {
    const grouped = groups.flatMap(({ names }) => names)
    const names = new Set(all.flatMap(({ inputs }) => Object.keys(inputs)))
    expect([...names].filter((name) => !grouped.includes(name))).toEqual([])
    expect(grouped.filter((name) => !names.has(name))).toEqual([])
    expect(new Set(grouped).size).toBe(grouped.length)
  })

  it.each(all)('of $name shows examples that the command line takes', ({ name, inputs }) => {
    const own = examples[name] ?? []
    expect(own.length).toBeGreaterThan(0)
    for (const { command } of own) {
      const [first, ...words] = wordsOf(command)
      expect(first).toBe(name)
      const { texts, faults } = parseArguments(words, inputs)
      expect(faults).toEqual([])
      expect(() => readInputs(inputs, { texts, faults, label: (option) => option })).not.toThrow()
    }
  })
})
