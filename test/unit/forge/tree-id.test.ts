import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { blobId, changedTreeId, treeId } from '../../../src/forge/gitlab/tree-id.ts'
import type { FolderEntry, NewFile } from '../../../src/forge/gitlab/tree-id.ts'
import { bareRepository, commitFiles, git } from '../../support/git.ts'

const files = {
  'a-b/x.yaml': '1\n',
  'a/x.yaml': '1\n',
  'a/deep/er/y.yaml': '2\n',
  'a.txt': 'a',
  a0: '0',
  'deploy.sh': ['100755', '#!/bin/sh\n'],
  link: ['120000', 'a/x.yaml'],
  'ünï "cödé".yaml': 'é\n',
} as const

/** Returns the folders of a commit, as git lists them. */
const folders = (repository: string, commit: string) => async (path: string) => {
  const shown = path === '' ? `${commit}^{tree}` : `${commit}:${path}`
  try {
    const listed = execFileSync('git', ['ls-tree', '-z', shown], {
      cwd: repository,
      stdio: 'pipe',
    }).toString()
    const entries = listed
      .split('\0')
      .filter(Boolean)
      .map((line): FolderEntry => {
        const [mode = '', , id = ''] = line.slice(0, line.indexOf('\t')).split(' ')
        return { mode, id, name: line.slice(line.indexOf('\t') + 1) }
      })
    return await Promise.resolve(entries)
  } catch {
    return []
  }
}

it('gives the ids that git gives', async () => {
  const repository = bareRepository(files)
  const commit = git(repository, 'rev-parse', 'main')
  expect(treeId(await folders(repository, commit)(''), commit)).toBe(
    git(repository, 'rev-parse', 'main^{tree}'),
  )
  expect(blobId(Buffer.from('é\n'), commit)).toBe(git(repository, 'rev-parse', 'main:ünï "cödé".yaml'))
})

it('knows the tree that changes make: new folders, emptied ones, modes and all', async () => {
  const repository = bareRepository(files)
  const commit = git(repository, 'rev-parse', 'main')
  const file = (content: string, mode: NewFile['mode'] = '100644') => ({
    mode,
    id: blobId(Buffer.from(content), commit),
  })
  const changes = new Map<string, NewFile | undefined>([
    ['a/x.yaml', file('3\n')],
    ['a/deep/er/y.yaml', undefined],
    ['a-b/x.yaml', undefined],
    ['new/in/here.sh', file('#!/bin/sh\n', '100755')],
    ['deploy.sh', file('#!/bin/sh\n')],
    ['nowhere', undefined],
  ])
  const clone = `${repository}-clone`
  git(repository, 'clone', '--quiet', repository, clone)
  execFileSync(
    'sh',
    [
      '-ec',
      'echo 3 > a/x.yaml; rm -r a/deep a-b; mkdir -p new/in; mv deploy.sh new/in/here.sh; printf "#!/bin/sh\n" > deploy.sh; chmod 644 deploy.sh; chmod 755 new/in/here.sh; git add -A',
    ],
    { cwd: clone },
  )
  expect(await changedTreeId(folders(repository, commit), changes, commit)).toBe(git(clone, 'write-tree'))
})

it('knows the ids of a repository with SHA-256', async () => {
  const repository = bareRepository({})
  const path = `${repository}-256`
  git(repository, 'init', '--quiet', '--bare', '--object-format=sha256', '--initial-branch=main', path)
  const commit = commitFiles(path, 'main', 'Begin', files)
  expect(commit).toHaveLength(64)
  expect(treeId(await folders(path, commit)(''), commit)).toBe(git(path, 'rev-parse', 'main^{tree}'))
})
