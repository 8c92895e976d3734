/**
 * A cache with the content of an attacker, from the change or from another user of the machine. "(broke be0c4d6)" in
 * a name means that the same test failed when it was run on that commit.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { edit } from '../support/diff.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { onGitHub, onGitLab, onTerminal, strangersChange } from '../support/stranger.ts'
import type { JobRun, World } from '../support/stranger.ts'

const NAME = '.fairlead-cache'
const isShown = ({ log }: JobRun) => log.includes('changed ConfigMap')
const isWarned = ({ log }: JobRun) => log.includes('is not used, and nothing is cached')

type Job = (world: World, inputs: Readonly<Record<string, string>>) => Promise<JobRun>

/**
 * Returns a folder with the cache of a run without an attack: that of the change, or a shared one for all tests that
 * only read it.
 */
async function honest(run: Job, change?: World): Promise<string> {
  if (change !== undefined) return keep(run, change)
  const known = kept.get(run) ?? keep(run, strangersChange())
  kept.set(run, known)
  return known
}
const kept = new Map<Job, Promise<string>>()

async function keep(run: Job, change: World): Promise<string> {
  const folder = run === onGitLab ? join(change.ws, NAME) : join(change.temp, 'cache')
  expect(await run(change, { 'cache-path': folder })).toSatisfy(isShown)
  return folder
}

/** Changes the cached inventories so that the infra repo declares no app at all, with the right checksums. */
function forge(folder: string): void {
  const entries = globSync('**/inventory/*/*.json', { cwd: folder })
  expect(entries).toHaveLength(1)
  for (const entry of entries) {
    const [, head = ''] = readFileSync(join(folder, entry), 'utf8').split('\n')
    const body = `${JSON.stringify({ ...(JSON.parse(head) as object), apps: 0 })}\n`
    const key = basename(entry, '.json')
    const sum = createHash('sha256').update(`${key}\n${body}`).digest('hex')
    writeFileSync(join(folder, entry), `${sum}\n${body}`)
  }
}

/** Returns a cache that hides every app. */
async function forged(run: Job): Promise<string> {
  const folder = temporaryFolder()
  cpSync(await honest(run), folder, { recursive: true })
  forge(folder)
  return folder
}

/** Creates three large, old files in a folder of the user. */
function precious({ home }: World): string {
  const folder = join(home, 'precious/aa')
  mkdirSync(folder, { recursive: true })
  for (const name of ['1.json', '2.json', '3.json']) {
    writeFileSync(join(folder, name), '')
    truncateSync(join(folder, name), 40 * 1024 * 1024)
    utimesSync(join(folder, name), 0, 0)
  }
  return dirname(folder)
}

describe('the attack itself', () => {
  it.each([
    ['GitHub', onGitHub],
    ['GitLab', onGitLab],
  ])('works where the folder is trusted, as a check of these tests: %s', async (_, run) => {
    const world = strangersChange()
    const folder = run === onGitLab ? join(world.ws, NAME) : join(world.temp, 'cache')
    cpSync(await forged(run), folder, { recursive: true })
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o700)
    expect(isShown(await run(world, { 'cache-path': folder }))).toBe(false)
  })
})

describe('a cache that the change brings', () => {
  it.each([
    ['GitHub', onGitHub, NAME],
    ['GitHub', onGitHub, 'apps/../.cache/fairlead'],
    ['GitLab', onGitLab, NAME],
  ])('%s: forged entries in it hide nothing (broke be0c4d6)', async (_, run, path) => {
    const cache = await forged(run)
    const world = strangersChange(({ ws }) => cpSync(cache, join(ws, path), { recursive: true }))
    const result = await run(world, { 'cache-path': path })
    expect(result).toSatisfy(isWarned)
    expect(result).toSatisfy(isShown)
  })

  it('GitHub: nor where git does not track it, as after a step of the change (broke be0c4d6)', async () => {
    const cache = await forged(onGitHub)
    const world = strangersChange()
    cpSync(cache, join(world.ws, NAME), { recursive: true })
    expect(await onGitHub(world, { 'cache-path': NAME })).toSatisfy(isShown)
  })

  it('the command line: forged entries in the checkout', async () => {
    const run: Job = (world, inputs) =>
      onTerminal(
        world,
        'diff',
        '--base',
        'main',
        '--head',
        'HEAD',
        '--cache-path',
        inputs['cache-path'] ?? '',
      )
    const cache = await forged(run)
    const world = strangersChange(({ ws }) => cpSync(cache, join(ws, NAME), { recursive: true }))
    expect(await run(world, { 'cache-path': NAME })).toSatisfy(isShown)
  })

  it.each([
    ['GitHub', onGitHub],
    ['GitLab', onGitLab],
  ])('%s: a link in it makes us delete and write nowhere else (broke be0c4d6)', async (_, run) => {
    const world = strangersChange((made) => {
      mkdirSync(join(made.ws, NAME))
      symlinkSync(precious(made), join(made.ws, NAME, 'inventory'))
    })
    const result = await run(world, { 'cache-path': NAME })
    expect(result).toSatisfy(isWarned)
    expect(globSync('precious/**/*.json', { cwd: world.home })).toHaveLength(3)
  })

  it('GitLab: the folder is itself a link (broke be0c4d6)', async () => {
    const world = strangersChange((made) => symlinkSync(made.home, join(made.ws, NAME)))
    expect(await onGitLab(world, { 'cache-path': NAME })).toSatisfy(isWarned)
    expect(readdirSync(world.home)).toEqual([])
  })

  it.each([
    ['the project', '.'],
    ["git's own folder", '.git/cache'],
    ['a tracked folder', 'apps/cache'],
    ['a repository in the repository', 'nested/cache'],
    ['such a repository', 'nested'],
    ['a submodule', 'module'],
  ])('GitLab: it is not %s', async (_, path) => {
    const world = strangersChange(({ ws }) => {
      edit(ws, { 'apps/cache/.gitkeep': '' })
      const commit = git(ws, 'rev-parse', 'HEAD')
      git(ws, 'update-index', '--add', '--cacheinfo', `160000,${commit},module`)
      mkdirSync(join(ws, 'module'))
    })
    git(world.ws, 'init', '--quiet', 'nested')
    const result = await onGitLab(world, { 'cache-path': path })
    expect(result).toSatisfy(isWarned)
    expect(result).toSatisfy(isShown)
  })

  it('GitLab: nor one that git tracks in other letters, which is the same on many disks', async () => {
    const world = strangersChange(({ ws }) => edit(ws, { '.Fairlead-CACHE/x': 'x' }))
    expect(await onGitLab(world, { 'cache-path': NAME })).toSatisfy(isWarned)
  })
})

describe('a cache outside of the checkout', () => {
  it('is not reached through a link, and holds none (broke be0c4d6)', async () => {
    const world = strangersChange()
    symlinkSync(world.home, join(world.temp, 'link'))
    mkdirSync(join(world.temp, 'cache'))
    symlinkSync(precious(world), join(world.temp, 'cache/inventory'))
    for (const path of [join(world.temp, 'link/cache'), join(world.temp, 'cache')])
      expect(await onGitHub(world, { 'cache-path': path })).toSatisfy(isWarned)
    expect(existsSync(join(world.home, 'cache'))).toBe(false)
    expect(globSync('precious/**/*.json', { cwd: world.home })).toHaveLength(3)
  })

  it('has no link or pipe deep in it: a pipe would keep us waiting (broke be0c4d6)', async () => {
    const world = strangersChange()
    const cache = await honest(onGitHub, world)
    const [entry = ''] = globSync('**/inventory/*/*.json', { cwd: cache })
    renameSync(join(cache, entry), join(world.home, 'entry'))
    execFileSync('mkfifo', [join(cache, entry)])
    const result = await onGitHub(world, { 'cache-path': cache })
    expect(result).toMatchObject({ exitCode: 0 })
    expect(result).toSatisfy(isWarned)
    expect(result).toSatisfy(isShown)
  })

  it('is separated by repository (broke be0c4d6)', async () => {
    const cache = await forged(onGitHub)
    const world = strangersChange()
    const other = join(world.temp, 'cache')
    cpSync(cache, other, { recursive: true })
    for (const name of readdirSync(other)) chmodSync(join(other, name), 0o700)
    const run = await onGitHub(world, { 'cache-path': other }, { GITHUB_REPOSITORY: 'acme/other' })
    expect(isWarned(run)).toBe(false)
    expect(run).toSatisfy(isShown)
  })

  it('belongs to the user alone (broke be0c4d6)', async () => {
    const world = strangersChange()
    const cache = await honest(onGitHub, world)
    forge(cache)
    const [part = ''] = readdirSync(cache)
    chmodSync(join(cache, part), 0o777)
    const open = await onGitHub(world, { 'cache-path': cache })
    expect(open).toSatisfy(isWarned)
    expect(open).toSatisfy(isShown)
    chmodSync(join(cache, part), 0o700)
    if (process.getuid?.() !== 0) return
    chownSync(join(cache, part), 12_345, 12_345)
    const foreign = await onGitHub(world, { 'cache-path': cache })
    expect(foreign).toSatisfy(isWarned)
    expect(foreign).toSatisfy(isShown)
  })

  it('where it cannot be made, the run goes on without', async () => {
    const world = strangersChange()
    writeFileSync(join(world.temp, 'file'), '')
    const result = await onGitHub(world, { 'cache-path': join(world.temp, 'file/cache') })
    expect(result).toSatisfy(isWarned)
    expect(result).toSatisfy(isShown)
  })
})

describe('an honest cache', () => {
  it('GitLab: lies in the project, where git does not see it', async () => {
    const world = strangersChange()
    await honest(onGitLab, world)
    expect(git(world.ws, 'status', '--porcelain')).toBe('')
    expect(isWarned(await onGitLab(world, { 'cache-path': NAME }))).toBe(false)
  })

  it('without cache-path nothing is kept', async () => {
    const world = strangersChange()
    const before = readdirSync(world.ws)
    await onGitHub(world, { 'report-path': '' })
    expect(readdirSync(world.ws)).toEqual(before)
    expect(readdirSync(world.home)).toEqual([])
    expect(readdirSync(world.temp).toSorted()).toEqual(['event.json', 'output', 'summary'])
  })
})

describe('no code is kept', () => {
  // An attacker who can write compiled V8 code could run any code in a later job, which has secrets.
  it.each([
    ['GitHub', onGitHub],
    ['GitLab', onGitLab],
  ])('%s: what a run keeps is data with its checksum, and none of it can be run', async (_, run) => {
    const folder = await honest(run)
    const kept = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(kept.length).toBeGreaterThan(0)
    for (const { name, parentPath } of kept) {
      const path = join(parentPath, name)
      expect(statSync(path).mode & 0o111, path).toBe(0)
      if (name !== '.gitignore') expect(readFileSync(path, 'utf8'), path).toMatch(/^[0-9a-f]{64}\n[[{"]/)
    }
  })

  it("V8's compile cache is turned on nowhere: not in the sources, the actions, the components or the image", () => {
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const files = globSync(
      [
        'src/**/*.ts',
        'scripts/**/*.{ts,mjs}',
        'actions/**',
        'templates/**',
        'action.yml',
        'Dockerfile',
        '.github/**/*.yml',
        '.gitlab-ci.yml',
      ],
      { cwd: root, withFileTypes: true },
    ).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(500)
    const found = files
      .map(({ name, parentPath }) => join(parentPath, name))
      .filter((path) => /COMPILE_CACHE|CompileCache|cachedData/.test(readFileSync(path, 'utf8')))
    expect(found).toEqual([])
  })
})
