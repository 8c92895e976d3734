/** Diffs in the format of GitLab's entity: without git's own header, starting with the first hunk. */
import { git } from '../../git/process.ts'
import type { FakeProject } from '../project.ts'

interface RawChange {
  readonly before: string
  readonly after: string
  readonly letter: string
  readonly oldPath: string
  readonly newPath: string
}

/** Parses the records of `--raw -z`: modes, ids and letter, then one path, or two if a file was renamed. */
function parseRaw(fields: readonly string[]): RawChange[] {
  const changes: RawChange[] = []
  for (let position = 0; fields[position]?.startsWith(':') === true;) {
    const [before = '', after = '', , , letters = ''] = (fields[position] ?? '').slice(1).split(' ')
    const letter = letters.charAt(0)
    const oldPath = fields[position + 1] ?? ''
    const newPath = letter === 'R' ? (fields[position + 2] ?? '') : oldPath
    changes.push({ before, after, letter, oldPath, newPath })
    position += letter === 'R' ? 3 : 2
  }
  return changes
}

/** Returns the differences between two commits, or the content of a first commit. */
export function diffShapes(project: FakeProject, from: string | undefined, to: string) {
  return project.once(`diff ${from} ${to}`, () => diffOf(project, from, to))
}

async function diffOf(project: FakeProject, from: string | undefined, to: string) {
  const sides = from === undefined ? ['--root', '--no-commit-id', to] : [from, to]
  const options = ['-r', '-M', '--raw', '-p', '--full-index', '-z']
  const output = (await git(project.directory, ['diff-tree', ...options, ...sides])).toString()
  const start = output.search(/^diff --git |\0diff --git /m)
  const changes = parseRaw((start < 0 ? output : output.slice(0, start)).split('\0'))
  const patches =
    start < 0
      ? []
      : output
          .slice(start)
          .split(/(?:^|\0)diff --git .*\n/m)
          .slice(1)
  return changes.map(({ before, after, letter, oldPath, newPath }, index) => {
    const patch = patches[index] ?? ''
    const hunk = patch.search(/^(?:@@|Binary files)/m)
    return {
      diff: hunk < 0 ? '' : patch.slice(hunk),
      collapsed: false,
      too_large: false,
      new_path: newPath,
      old_path: oldPath,
      a_mode: before === '000000' ? '0' : before,
      b_mode: after === '000000' ? '0' : after,
      new_file: letter === 'A',
      renamed_file: letter === 'R',
      deleted_file: letter === 'D',
      generated_file: false,
    }
  })
}

/** Returns the numbers of added and removed lines. */
export function statsOf(project: FakeProject, from: string | undefined, to: string) {
  return project.once(`stats ${from} ${to}`, () => countLines(project, from, to))
}

async function countLines(project: FakeProject, from: string | undefined, to: string) {
  const sides = from === undefined ? ['--root', '--no-commit-id', to] : [from, to]
  const output = await git(project.directory, ['diff-tree', '-r', '-M', '--numstat', ...sides])
  let [additions, deletions] = [0, 0]
  for (const line of output.toString().split('\n')) {
    const [added, removed] = line.split('\t')
    additions += Number(added) || 0
    deletions += Number(removed) || 0
  }
  return { additions, deletions, total: additions + deletions }
}
