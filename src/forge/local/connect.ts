import { once } from '../../once.ts'
import { addressOnHost } from '../../git/location.ts'
import type { Connection } from '../connection.ts'
import { localComments } from './comments.ts'
import { openLocalForge } from './local-forge.ts'
import type { LocalForge, LocalForgeOptions } from './local-forge.ts'
import { openLocalAppRepo } from './app-repo.ts'

/** A connection to any git repository, which stores pull requests and comments in refs of its own. */
export interface LocalConnection extends Connection {
  pulls(): Promise<LocalForge>
}

/** Connects to a git repository by its path or address. Nothing is fetched yet. */
export function connectLocal(options: LocalForgeOptions): LocalConnection {
  const closers: (() => Promise<void>)[] = []
  const opened = once(async () => {
    const forge = await openLocalForge(options)
    closers.push(() => forge.close())
    return forge
  })
  return {
    address: async () => addressOnHost((await opened()).repository),
    pulls: opened,
    comments: async () => localComments(await opened()),
    ledger: async (branch) => (await opened()).ledger(branch),
    async appRepo() {
      const appRepo = openLocalAppRepo(options)
      closers.push(() => appRepo.close())
      return appRepo
    },
    async close() {
      for (const close of closers) await close()
    },
  }
}
