/** The programs that a bed takes from the machine. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Skipped } from './skipped.ts'

/** Each with the package of Debian and Ubuntu that brings it. */
const programs = {
  git: 'git',
  'redis-server': 'redis-server',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  flock: 'util-linux',
  ip: 'iproute2',
}

/** @throws Skipped that names all that are missing, and how they are installed */
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
