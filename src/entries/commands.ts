import { inputError, nearest } from '../errors.ts'
import type { Command } from './define.ts'

/**
 * The commands by name, each loaded on demand. A new command needs: its file in `src/commands`, its wiring in
 * `src/entries/wire`, a line here, an entry of three lines beside this file, and `npm run generate && npm run build`.
 */
export const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['update', async () => (await import('./wire/update.ts')).command],
  ['bump', async () => (await import('./wire/bump.ts')).command],
  ['pull-request', async () => (await import('./wire/pull-request.ts')).command],
  ['inventory', async () => (await import('./wire/inventory.ts')).command],
  ['diff', async () => (await import('./wire/diff.ts')).command],
  ['render', async () => (await import('./wire/render.ts')).command],
  ['sync', async () => (await import('./wire/sync.ts')).command],
  ['gate', async () => (await import('./wire/gate.ts')).command],
  ['doctor', async () => (await import('./wire/doctor.ts')).command],
])

/**
 * Commands that only the command line has, for a person at a terminal or for building an image. They have no action
 * and no component.
 */
export const terminalCommands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['show', async () => (await import('./wire/show.ts')).command],
  ['renderers', async () => (await import('./wire/renderers.ts')).command],
])

/** Other names of commands, for the command line and for GitLab's terms. */
export const otherNames: ReadonlyMap<string, string> = new Map([['merge-request', 'pull-request']])

/**
 * Loads the command with this name or other name.
 *
 * @throws FairleadError (input) if there is no such command
 */
export async function loadCommand(name: string): Promise<Command> {
  const load = commands.get(otherNames.get(name) ?? name) ?? terminalCommands.get(name)
  if (!load)
    throw inputError(`there is no command ${JSON.stringify(name)}`, {
      hint: hintFor(name),
    })
  return load()
}

/** Returns a hint: a similar command, or how to list all of them. */
function hintFor(name: string): string {
  const near = nearest(name, [...commands.keys(), ...terminalCommands.keys(), ...otherNames.keys()])
  return near === undefined
    ? 'Run fairlead help for a list of commands.'
    : `Did you mean ${JSON.stringify(near)}?`
}
