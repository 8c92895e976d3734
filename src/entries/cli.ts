#!/usr/bin/env node
import { inputError, suggestion } from '../errors.ts'
import { commandHelp, generalHelp } from '../runtime/help.ts'
import { terminalSurface } from '../runtime/terminal.ts'
import { version } from '../runtime/version.ts'
import { commands, otherNames } from './commands.ts'
import type { Command } from './define.ts'
import { guard, runCommand } from './run.ts'

const terminal = terminalSurface()

await guard(terminal, async () => {
  const { command: name, help, version: asksForVersion } = terminal.request
  if (asksForVersion) return terminal.print([version])
  if (help) return terminal.print(generalHelp(await describeAll()))
  const command = await load(name)
  if (terminal.asksForHelp(command.description)) return terminal.print(commandHelp(command.description))
  await runCommand(command, terminal)
})

/**
 * @throws FairleadError (input) where there is no such command
 */
async function load(name: string | undefined): Promise<Command> {
  if (name === undefined)
    throw inputError('no command is given', { hint: 'fairlead --help lists the commands.' })
  const found = commands.get(otherNames.get(name) ?? name)
  if (!found)
    throw inputError(`there is no command ${JSON.stringify(name)}`, {
      hint: suggestion(name, [...commands.keys(), ...otherNames.keys()]),
    })
  return found()
}

async function describeAll() {
  const all = await Promise.all([...commands.values()].map((load) => load()))
  return all.map(({ description }) => description)
}
