import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileHistory } from '../../src/git/file-history.ts'
import { createGit } from '../../src/git/git.ts'
import { bumpIn, folderWith } from '../support/bump.ts'
import { git, temporaryFolder } from '../support/git.ts'

const text = (tag: string) => `image:\n  repository: ghcr.io/acme/web\n  tag: ${tag} # set by CI\n`
const key = { 'values-file': 'web.yaml', key: 'image.tag' }

/** Creates a checkout whose file is in a folder of the repository, at 1.0.0. */
function checkout() {
  const top = folderWith({ 'infra/web.yaml': text('1.0.0'), 'infra/api.yaml': text('1.0.0') })
  git(top, 'init', '-q', '-b', 'main')
  commit(top, 'First')
  return { top, folder: join(top, 'infra') }
}

function commit(top: string, message: string) {
  git(top, 'add', '--all')
  git(top, 'commit', '-q', '--allow-empty', '-m', message)
  return git(top, 'rev-parse', 'HEAD')
}

/** Runs `bump` in a checkout, like the command line. */
function bump(folder: string, given: Record<string, string>) {
  const own = createGit({ directory: folder, environment: process.env })
  return bumpIn(folder, { ...key, ...given }, undefined, {
    of: (path) => fileHistory(own, path),
    cure: 'Fetch it.',
  })
}

/** Commits a bump with a title that does not contain the version, as `pull-request` does. */
async function bumped(tag: string) {
  const world = checkout()
  await bump(world.folder, { 'image-tag': tag })
  return { ...world, commit: commit(world.top, 'Update infra/web.yaml') }
}

describe('a bump that was reverted', () => {
  it('is held by the revert of its commit, and not put there again', async () => {
    const { top, folder } = await bumped('1.1.0')
    git(top, 'revert', '--no-edit', 'HEAD')
    const revert = git(top, 'rev-parse', '--short=12', 'HEAD')
    const { outputs, warnings, text: lines, read } = await bump(folder, { 'image-tag': '1.1.0' })
    expect(outputs).toMatchObject({ outcome: 'unchanged', changed: 'false', 'new-tag': '1.1.0' })
    expect(warnings.join()).toContain(
      `1.1.0 was reverted by ${revert} (Revert "Update infra/web.yaml"), so web.yaml stays at 1.0.0`,
    )
    expect(lines).toEqual(['Nothing was changed.'])
    expect(read('web.yaml')).toBe(text('1.0.0'))
  })

  it('is held by the revert of the merge that brought it', async () => {
    const { top, folder } = checkout()
    git(top, 'switch', '-qc', 'fairlead/changes')
    await bump(folder, { 'image-tag': '1.1.0' })
    commit(top, 'Update infra/web.yaml')
    git(top, 'switch', '-q', 'main')
    git(top, 'merge', '-q', '--no-ff', '-m', 'Merge pull request #1', 'fairlead/changes')
    git(top, 'revert', '--no-edit', '-m', '1', 'HEAD')
    expect((await bump(folder, { 'image-tag': '1.1.0' })).outputs.outcome).toBe('unchanged')
  })

  it('goes ahead where the next build is another one, where that is wanted, and where it was put back', async () => {
    const { top, folder } = await bumped('1.1.0')
    git(top, 'revert', '--no-edit', 'HEAD')
    const next = await bump(folder, { 'image-tag': '1.2.0', 'dry-run': 'true' })
    expect(next.outputs.outcome).toBe('dry-run')
    const wanted = await bump(folder, { 'image-tag': '1.1.0', 'allow-downgrade': 'true', 'dry-run': 'true' })
    expect(wanted.outputs.outcome).toBe('dry-run')
    git(top, 'revert', '--no-edit', 'HEAD')
    expect((await bump(folder, { 'image-tag': '1.1.0' })).text.join()).toContain('already at this version')
  })

  it('is not held by what is no revert, nor by the revert of something else', async () => {
    const { top, folder } = await bumped('1.1.0')
    await bump(folder, { 'image-tag': '1.0.0', 'allow-downgrade': 'true' })
    commit(top, 'Back to what works')
    commit(top, 'Revert "Ask for more memory"')
    expect((await bump(folder, { 'image-tag': '1.1.0' })).outputs.outcome).toBe('updated')
  })

  it('leaves the other places of the same step to move', async () => {
    const { top, folder } = await bumped('1.1.0')
    git(top, 'revert', '--no-edit', 'HEAD')
    const changes = JSON.stringify({
      'web.yaml': { 'image.tag': '1.1.0' },
      'api.yaml': { 'image.tag': '1.1.0' },
    })
    const {
      outputs,
      text: lines,
      read,
    } = await bumpIn(folder, { changes }, undefined, {
      of: (path) => fileHistory(createGit({ directory: folder, environment: process.env }), path),
      cure: '',
    })
    expect(outputs).toMatchObject({ outcome: 'updated', 'files-updated': 'api.yaml' })
    expect(lines).toEqual([expect.stringContaining('Set api.yaml:3')])
    expect([read('web.yaml'), read('api.yaml')]).toEqual([text('1.0.0'), text('1.1.0')])
  })

  it('is told to be unknown where a shallow clone has cut the history off', async () => {
    const { top } = await bumped('1.1.0')
    git(top, 'revert', '--no-edit', 'HEAD')
    const clone = join(temporaryFolder(), 'clone')
    execFileSync('git', ['clone', '-q', '--depth=1', `file://${top}`, clone])
    const { outputs, text: lines } = await bump(join(clone, 'infra'), { 'image-tag': '1.1.0' })
    expect(outputs.outcome).toBe('updated')
    expect(lines).toContain(
      'Could not check whether 1.1.0 was reverted: the history of this checkout is incomplete. Fetch it.',
    )
  })
})
