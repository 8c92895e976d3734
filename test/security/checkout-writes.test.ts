/**
 * Files of a change at paths that a run writes to: links, and forged results for the case that the run fails. "(broke
 * be0c4d6)" in a name means that the same test failed when it was run on that commit.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { edit } from '../support/diff.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { onGitHub, onGitLab, onTerminal, readIn, strangersChange } from '../support/stranger.ts'
import type { World } from '../support/stranger.ts'

/** Creates a file of the job's user, for a link of the change to point to. */
function victim({ home }: World): string {
  const file = join(home, 'victim')
  writeFileSync(file, 'original')
  return file
}

const link = (world: World, target: string, path: string) => {
  mkdirSync(join(world.ws, path, '..'), { recursive: true })
  symlinkSync(target, join(world.ws, path))
}

/** An invalid input, which makes every run fail before it does anything. */
const wrong = { 'fail-on': 'sometimes' }

describe('links of the change', () => {
  it.each(['diff.env', 'diff.json', 'diff.md', '.gitignore'])(
    'GitLab: .fairlead/%s leads to a file of the user (broke be0c4d6)',
    async (name) => {
      const world = strangersChange((made) => link(made, victim(made), `.fairlead/${name}`))
      expect(await onGitLab(world)).toMatchObject({ exitCode: 0 })
      expect(readFileSync(join(world.home, 'victim'), 'utf8')).toBe('original')
      expect(lstatSync(join(world.ws, '.fairlead', name)).isFile()).toBe(true)
    },
  )

  it('GitLab: .fairlead leads to a folder of the user (broke be0c4d6)', async () => {
    const world = strangersChange((made) => link(made, made.home, '.fairlead'))
    const { log } = await onGitLab(world)
    expect(readdirSync(world.home)).toEqual([])
    expect(log).toContain('.fairlead is a link')
    expect(readIn(world, '.fairlead/diff.env')).toContain('FAIRLEAD_CHANGED=true')
  })

  it('GitLab: a link in .fairlead leads to nothing, which would be made (broke be0c4d6)', async () => {
    const world = strangersChange((made) => link(made, join(made.home, 'new'), '.fairlead/diff.md'))
    await onGitLab(world)
    expect(existsSync(join(world.home, 'new'))).toBe(false)
  })

  it.each(['report.md', 'report.html', 'report.json'])(
    'GitHub: %s of the report leads to a file of the user (broke be0c4d6)',
    async (name) => {
      const world = strangersChange((made) => link(made, victim(made), `fairlead-report/${name}`))
      expect(await onGitHub(world)).toMatchObject({ exitCode: 0 })
      expect(readFileSync(join(world.home, 'victim'), 'utf8')).toBe('original')
    },
  )

  it('GitHub: the folder of the report, and one above it, lead elsewhere (broke be0c4d6)', async () => {
    for (const path of ['fairlead-report', 'out']) {
      const world = strangersChange((made) => link(made, made.home, path))
      await onGitHub(world, { 'report-path': path === 'out' ? 'out/deep/report' : path })
      expect(readdirSync(world.home)).toEqual([])
    }
  })

  it('the command line: a report in a folder of the change (broke be0c4d6)', async () => {
    const world = strangersChange((made) => link(made, victim(made), 'docs/report.md'))
    await onTerminal(world, 'diff', '--base', 'main', '--report-path', 'docs')
    expect(readFileSync(join(world.home, 'victim'), 'utf8')).toBe('original')
  })

  it('render: the folder for manifests leads to an empty one of the user (broke be0c4d6)', async () => {
    const world = strangersChange((made) => link(made, made.home, 'out'))
    await onTerminal(world, 'render', '--output-dir', 'out')
    expect(readdirSync(world.home)).toEqual([])
  })

  it('a link that another step has made is refused, not removed (broke be0c4d6)', async () => {
    const world = strangersChange()
    link(world, world.home, 'fairlead-report')
    const { exitCode, log } = await onGitHub(world)
    expect(exitCode).toBe(2)
    expect(log).toContain('is a link')
    expect(readdirSync(world.home)).toEqual([])
    expect(lstatSync(join(world.ws, 'fairlead-report')).isSymbolicLink()).toBe(true)
  })
})

describe('other things at the names', () => {
  it.each(['.git/hooks', './.git', '.GIT/x', 'apps/.git'])(
    'the report is not written into %s (broke be0c4d6)',
    async (path) => {
      const world = strangersChange()
      const { exitCode, log } = await onGitHub(world, { 'report-path': path })
      expect(exitCode).toBe(2)
      expect(log).toContain("git's own folder")
      expect(existsSync(join(world.ws, path, 'report.json'))).toBe(false)
    },
  )

  it('a hard link keeps what is in the other file (broke be0c4d6)', async () => {
    const world = strangersChange()
    mkdirSync(join(world.ws, 'fairlead-report'))
    linkSync(victim(world), join(world.ws, 'fairlead-report/report.md'))
    expect(await onGitHub(world)).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(world.home, 'victim'), 'utf8')).toBe('original')
  })

  it('a pipe is not opened: nobody would ever read it (broke be0c4d6)', async () => {
    const world = strangersChange()
    mkdirSync(join(world.ws, '.fairlead'))
    execFileSync('mkfifo', [join(world.ws, '.fairlead/diff.env')])
    expect(await onGitLab(world)).toMatchObject({ exitCode: 0 })
    expect(lstatSync(join(world.ws, '.fairlead/diff.env')).isFile()).toBe(true)
  })

  it.each([
    ['.fairlead is a file', { '.fairlead': 'x' }],
    ['diff.env is a folder', { '.fairlead/diff.env/x': 'x' }],
    ['the report is a file', { '.fairlead/report': 'x' }],
  ])('GitLab: in the change %s (broke be0c4d6)', async (_, files) => {
    const world = strangersChange(({ ws }) => edit(ws, files))
    expect(await onGitLab(world)).toMatchObject({ exitCode: 0 })
    expect(readIn(world, '.fairlead/diff.env')).toContain('FAIRLEAD_CHANGED=true')
  })

  it('a folder at a name that is no one’s to remove is told, and stays', async () => {
    const world = strangersChange()
    edit(world.ws, { 'fairlead-report/report.md/mine': 'x' })
    expect(await onGitHub(world)).toMatchObject({ exitCode: 2 })
    expect(readIn(world, 'fairlead-report/report.md/mine')).toBe('x')
  })
})

it('GitLab: a component whose name leads out of the folder is none, and takes nothing away there', async () => {
  const world = strangersChange()
  edit(world.ws, { 'mine.env': 'x' })
  expect(await onGitLab(world, {}, '../mine')).toMatchObject({ exitCode: 2 })
  expect(readIn(world, 'mine.env')).toBe('x')
})

it('the command line: a link of the user’s own, in no checkout, is followed', async () => {
  const world = strangersChange()
  symlinkSync(world.temp, join(world.home, 'out'))
  const args = ['diff', '--path', world.ws, '--base', 'main', '--report-path', 'out/report']
  expect(await onTerminal({ ...world, ws: world.home }, ...args)).toMatchObject({ exitCode: 0 })
  expect(readdirSync(join(world.temp, 'report')).toSorted()).toEqual([
    'report.html',
    'report.json',
    'report.md',
  ])
})

describe('a run that fails publishes nothing of the change', () => {
  const forged = {
    '.fairlead/diff.env': 'FAIRLEAD_RISK=none\nNODE_OPTIONS=--require=./evil.cjs\n',
    '.fairlead/diff.md': '### all fine',
    '.fairlead/report/report.html': 'all fine',
  }

  /** Expects that only this run's own result is published: that it failed. */
  function expectOwn(world: World): void {
    expect(readIn(world, '.fairlead/diff.env')).toBe('FAIRLEAD_OUTCOME=failed\n')
    expect(readIn(world, '.fairlead/diff.md')).toMatch(/^### Fairlead diff failed\n/)
    expect(readIn(world, '.fairlead/diff.md')).not.toContain('all fine')
    expect(existsSync(join(world.ws, '.fairlead/report/report.html'))).toBe(false)
  }

  it('GitLab: dotenv, summary and report of the change, with a wrong input (broke be0c4d6)', async () => {
    const world = strangersChange(({ ws }) => edit(ws, forged))
    expect(await onGitLab(world, wrong)).toMatchObject({ exitCode: 2 })
    expectOwn(world)
    expect(readIn(world, '.fairlead/diff.json')).toContain('"error"')
  })

  it('GitLab: .fairlead leads to a folder of the change that has them (broke be0c4d6)', async () => {
    const world = strangersChange((made) => {
      edit(made.ws, { 'evil/diff.env': forged['.fairlead/diff.env'] })
      link(made, 'evil', '.fairlead')
    })
    expect(await onGitLab(world, wrong)).toMatchObject({ exitCode: 2 })
    expectOwn(world)
  })

  it('GitLab: a repository in the repository has them (broke be0c4d6)', async () => {
    const world = strangersChange()
    git(world.ws, 'init', '--quiet', '.fairlead')
    edit(world.ws, forged)
    git(join(world.ws, '.fairlead'), 'add', '--all')
    expect(await onGitLab(world, wrong)).toMatchObject({ exitCode: 2 })
    expectOwn(world)
  })

  it('GitLab: what an older run left in a kept workspace (broke be0c4d6)', async () => {
    const world = strangersChange()
    edit(world.ws, { '.fairlead/.gitignore': '*\n', ...forged })
    expect(await onGitLab(world, wrong)).toMatchObject({ exitCode: 2 })
    expectOwn(world)
  })

  it('GitLab: manifests of the change are not taken for rendered ones (broke be0c4d6)', async () => {
    const world = strangersChange(({ ws }) =>
      edit(ws, { '.fairlead/manifests/prod/evil.yaml': 'kind: Evil' }),
    )
    expect(await onGitLab(world, { 'output-dir': '.fairlead/manifests' }, 'render')).toMatchObject({
      exitCode: 0,
    })
    expect(readdirSync(join(world.ws, '.fairlead/manifests/prod'))).toEqual(['web-prod.yaml'])
  })

  it('GitHub: the report of the change (broke be0c4d6)', async () => {
    const world = strangersChange(({ ws }) =>
      edit(ws, { 'fairlead-report/report.html': 'all fine', 'fairlead-report/notes.txt': 'mine' }),
    )
    expect(await onGitHub(world, wrong)).toMatchObject({ exitCode: 2 })
    expect(readdirSync(join(world.ws, 'fairlead-report'))).toEqual(['notes.txt'])
  })

  it('a user’s other files and the artifacts of earlier jobs stay', async () => {
    const world = strangersChange(({ ws }) => edit(ws, { '.fairlead/notes.txt': 'mine' }))
    const others = {
      '.fairlead/bump.env': 'FAIRLEAD_NEW_TAG=2\n',
      '.fairlead/report-1/report.json': '{}',
      '.fairlead/report/index.html': 'x',
    }
    edit(world.ws, others)
    await onGitLab(world, wrong)
    for (const [path, text] of Object.entries({ ...others, '.fairlead/notes.txt': 'mine' }))
      expect(readIn(world, path)).toBe(text)
  })
})

describe('reports of other jobs', () => {
  /** Returns a report without any changes. */
  async function nothing(): Promise<string> {
    const world = strangersChange()
    git(world.ws, 'checkout', '--quiet', '-B', 'change', 'origin/main')
    await onGitLab(world)
    return readIn(world, '.fairlead/report/report.json')
  }

  it('are read where the run writes its own, and stay where it fails', async () => {
    const world = strangersChange()
    const path = '.fairlead/report/report.json'
    edit(world.ws, { [path]: await nothing() })
    expect(await onGitLab(world, { reports: path, ...wrong })).toMatchObject({ exitCode: 2 })
    expect(await onGitLab(world, { reports: path })).toMatchObject({ exitCode: 0 })
    expect(readIn(world, '.fairlead/diff.env')).toContain('FAIRLEAD_CHANGED=false')
  })

  it.each(['report.json', '.fairlead/report/report.json'])(
    'are none where the change has brought them: %s (broke be0c4d6)',
    async (path) => {
      const report = await nothing()
      const world = strangersChange(({ ws }) => edit(ws, { [path]: report }))
      expect(await onGitLab(world, { reports: path })).toMatchObject({ exitCode: 2 })
      expect(readIn(world, '.fairlead/diff.env')).toBe('FAIRLEAD_OUTCOME=failed\n')
    },
  )

  it('are not read through a link of the change (broke be0c4d6)', async () => {
    const elsewhere = join(temporaryFolder(), 'report.json')
    writeFileSync(elsewhere, await nothing())
    const world = strangersChange((made) => link(made, elsewhere, 'report.json'))
    git(world.ws, 'rm', '--quiet', '--cached', 'report.json')
    expect(await onGitLab(world, { reports: 'report.json' })).toMatchObject({ exitCode: 2 })
    rmSync(elsewhere)
  })
})
