import { lookup } from 'node:dns/promises'
import { inputError } from '../../errors.ts'
import { Fetcher } from './fetcher.ts'
import type { Doors, FetcherOptions } from './fetcher.ts'
import { hostOf } from './hosts.ts'

/**
 * The user names where programs come from, or their publishers do; no change has a say in it. So no rules of
 * `fetch.hosts` hold here, and a mirror may be in the network of the job. Only TLS is a must, at every redirect.
 */
const doors: Doors = {
  check(url, subject) {
    if (url.protocol !== 'https:')
      throw inputError(`${subject}: ${url.host} would be contacted without TLS, which is not allowed`)
  },
  addresses: (url) => lookup(hostOf(url), { all: true }),
  mayHaveCredentials: () => false,
}

/** Asks the publishers of programs, or a mirror of them. */
export function fetchPublished(options: Omit<FetcherOptions, 'hosts'>): Fetcher {
  return new Fetcher({ hosts: doors, ...options })
}
