import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { BumpPorts } from '../../src/commands/bump.ts'
import { bumpCommand, runBump } from '../../src/commands/bump.ts'
import { readInputs } from '../../src/runtime/inputs.ts'
import { writeFiles } from '../../src/files/write.ts'
import { worktree } from '../../src/files/worktree.ts'
import { temporaryFolder } from './git.ts'

/** Creates a folder with files. A content that starts with `-> ` creates a symbolic link. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    if (typeof content === 'string' && content.startsWith('-> '))
      symlinkSync(content.slice(3), join(folder, path))
    else writeFileSync(join(folder, path), content)
  }
  return folder
}

/** Runs `bump` in a folder, with the inputs as strings. */
export async function bumpIn(
  folder: string,
  given: Readonly<Record<string, string>>,
  registry: BumpPorts['registry'] = () => Promise.reject(new Error('no registry is asked')),
  past?: BumpPorts['past'],
  addresses?: BumpPorts['addresses'],
) {
  const texts = new Map(Object.entries(given).map(([name, value]) => [name, [value]]))
  const tree = worktree(folder)
  const result = await runBump(readInputs(bumpCommand.inputs, { texts, faults: [], label: (name) => name }), {
    tree,
    addresses,
    write: async (changes) => writeFiles(folder, changes),
    registry,
    past,
  })
  return { ...result, read: (path: string) => readFileSync(join(folder, path), 'utf8') }
}

/** Bumps one key of one file and returns the file's new text. */
export async function bumpText(text: string, given: Readonly<Record<string, string>>): Promise<string> {
  const folder = folderWith({ 'values.yaml': text })
  const result = await bumpIn(folder, { 'values-file': 'values.yaml', key: 'image.tag', ...given })
  return result.read('values.yaml')
}
