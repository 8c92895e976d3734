/**
 * The files that killed runs leave in the folder for temporary files, and how the next run handles them. be0c4d6
 * never removed them, so the only attacks here are mistakes of the cleanup.
 */
import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  chownSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { removeAbandoned } from '../../src/temporary/abandoned.ts'
import { LOCK, ownLock } from '../../src/temporary/lock.ts'
import { temporaryFolder } from '../support/git.ts'

const source = new URL('../../src/temporary/folders.ts', import.meta.url).href

/** Starts a run in its own process, with a file in its temporary folder. It continues until it is killed. */
async function startRun(place: string) {
  const script = `
    import { writeFileSync } from 'node:fs'
    const { makeTemporary } = await import(${JSON.stringify(source)})
    const folder = makeTemporary(${JSON.stringify(place)})
    writeFileSync(folder + '/values.yaml', 'a: 1')
    console.log(folder)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const folder = await new Promise<string>((resolve) =>
    child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim())),
  )
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.kill(signal)
    })
  return { folder, end }
}

/** Creates the folder of a process that no longer exists. */
function abandoned(place: string, change: object = {}): string {
  const folder = mkdtempSync(join(place, 'fairlead-'))
  const lock = { ...(JSON.parse(ownLock()) as object), start: 'another', ...change }
  writeFileSync(join(folder, LOCK), JSON.stringify(lock))
  return folder
}

it('the folder of a killed run goes with the next run, and that of a running one stays', async () => {
  const place = temporaryFolder()
  const [killed, running] = [await startRun(place), await startRun(place)]
  await killed.end('SIGKILL')
  expect(existsSync(killed.folder)).toBe(true)
  await removeAbandoned(place)
  expect(readdirSync(place)).toEqual([running.folder.slice(place.length + 1)])
  await running.end('SIGTERM')
  expect(readdirSync(place)).toEqual([])
})

it('the next run does so by itself', async () => {
  const place = temporaryFolder()
  const old = abandoned(place)
  const run = await startRun(place)
  await expect.poll(() => existsSync(old)).toBe(false)
  await run.end('SIGTERM')
})

it('a number that another process has by now is not taken for the run', async () => {
  const place = temporaryFolder()
  abandoned(place, { pid: process.pid })
  await removeAbandoned(place)
  expect(readdirSync(place)).toEqual([])
})

it.each([
  ['another machine', { host: 'elsewhere' }],
  ['a container whose processes are not seen', { namespace: 'pid:[1]' }],
  ['no number of a process', { pid: 'x' }],
  ['a process that runs, and was not told when it began', { start: undefined }],
])('what cannot be known to be gone stays: %s', async (_, change) => {
  const place = temporaryFolder()
  const folder = abandoned(place, change)
  await removeAbandoned(place)
  expect(existsSync(folder)).toBe(true)
})

it('links are not followed: as the folder, as its lock, and in it', async () => {
  const place = temporaryFolder()
  const precious = temporaryFolder()
  writeFileSync(join(precious, 'file'), 'x')
  writeFileSync(join(precious, LOCK), JSON.stringify({ ...JSON.parse(ownLock()), start: 'another' }))
  symlinkSync(precious, join(place, 'fairlead-link01'))
  const byLock = mkdtempSync(join(place, 'fairlead-'))
  symlinkSync(join(precious, LOCK), join(byLock, LOCK))
  symlinkSync(precious, join(abandoned(place), 'inside'))
  await removeAbandoned(place)
  expect(readdirSync(precious).toSorted()).toEqual([LOCK, 'file'].toSorted())
  expect(readdirSync(place).toSorted()).toEqual(
    ['fairlead-link01', byLock.slice(place.length + 1)].toSorted(),
  )
})

it('what others may have made stays: without a lock, open to all, or of another user', async () => {
  const place = temporaryFolder()
  const without = mkdtempSync(join(place, 'fairlead-'))
  mkdirSync(join(place, 'fairlead-open00'), { mode: 0o755 })
  writeFileSync(join(place, 'fairlead-open00', LOCK), readFileSync(join(abandoned(place), LOCK)))
  const stays = [without, join(place, 'fairlead-open00')]
  if (process.getuid?.() === 0) {
    const foreign = abandoned(place)
    chownSync(foreign, 12_345, 12_345)
    stays.push(foreign)
  }
  await removeAbandoned(place)
  expect(stays.filter((folder) => !existsSync(folder))).toEqual([])
  expect(readdirSync(place)).toHaveLength(stays.length)
})
