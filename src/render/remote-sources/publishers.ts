import { lookup } from 'node:dns/promises'
import { inputError } from '../../errors.ts'
import { Fetcher } from './fetcher.ts'
import type { Doors, FetcherOptions } from './fetcher.ts'
import { hostOf } from './hosts.ts'

/**
 * Rules for downloads of programs. The user or the publishers determine the address, and a change cannot influence
 * it. So the rules of `fetch.hosts` do not apply, and a mirror may be in the network of the job. Only TLS is
 * required, at every redirect.
 */
const doors: Doors = {
  check(url, subject) {
    if (url.protocol !== 'https:')
      throw inputError(`${subject}: ${url.host} would be contacted without TLS, which is not allowed`)
  },
  addresses: (url) => lookup(hostOf(url), { all: true }),
  mayHaveCredentials: () => false,
}

/** Returns a fetcher for the publishers of programs, or a mirror of them. */
export function fetchPublished(options: Omit<FetcherOptions, 'hosts'>): Fetcher {
  return new Fetcher({ hosts: doors, ...options })
}
