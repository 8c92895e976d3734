/** A folder that is replaced by a link between the check and the write: a race that an attacker runs continuously. */
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FairleadError } from '../../src/errors.ts'
import { writeOutputs } from '../../src/files/outputs.ts'
import { temporaryFolder } from '../support/git.ts'

const isSome = (count: number) => count > 0

// Only Linux allows a program to hold folders open and work in them.
it.runIf(process.platform === 'linux')(
  'nothing gets through a folder that is swapped for a link while we write',
  async () => {
    const workspace = temporaryFolder()
    const outside = temporaryFolder()
    mkdirSync(join(workspace, 'report'))
    const script = `
    const { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync } = require('node:fs')
    process.chdir(${JSON.stringify(workspace)})
    console.log('ready')
    const attempt = (work) => { try { work() } catch {} }
    for (let i = 0; ; i++) {
      attempt(() => renameSync('report', 'kept' + i))
      attempt(() => symlinkSync(${JSON.stringify(outside)}, 'report'))
      attempt(() => unlinkSync('report'))
      attempt(() => mkdirSync('report'))
      attempt(() => rmSync('kept' + i, { recursive: true }))
    }`
    const child = spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'pipe', 'ignore'] })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    let refused = 0
    let written = 0
    const until = Date.now() + 3000
    while (Date.now() < until)
      try {
        writeOutputs('report', new Map([['report.md', 'ours']]), { workspace, job: { present: true } })
        written++
      } catch (error) {
        if (!(error instanceof FairleadError)) throw error
        refused++
      }
    child.kill('SIGKILL')
    expect({ written, refused }).toEqual({
      written: expect.toSatisfy(isSome),
      refused: expect.toSatisfy(isSome),
    })
    expect(readdirSync(outside)).toEqual([])
  },
)
