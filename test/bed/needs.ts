/** The programs that a bed requires on the machine. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Skipped } from './skipped.ts'

/** Each program, with the Debian and Ubuntu package that contains it. */
const programs = {
  git: 'git',
  'redis-server': 'redis-server',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  flock: 'util-linux',
  ip: 'iproute2',
}

/** @throws Skipped that lists the missing programs and how to install them */
export function needPrograms(env: NodeJS.ProcessEnv): void {
  const folders = (env['PATH'] ?? '').split(delimiter)
  const missing = Object.entries(programs).filter(
    ([program]) => !folders.some((folder) => existsSync(join(folder, program))),
  )
  if (missing.length === 0) return
  const names = missing.map(([program]) => program).join(', ')
  const packages = [...new Set(missing.map(([, name]) => name))].join(' ')
  throw new Skipped(`the machine lacks ${names}: apt-get install ${packages}`)
}
