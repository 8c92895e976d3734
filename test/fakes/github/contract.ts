/** The contract of GitHub, from test/contracts/github-openapi.json. */
import { readFileSync } from 'node:fs'

import { Contract, type Document } from '../contract.ts'

let loaded: Contract | undefined

export function githubContract(): Contract {
  const file = new URL('../../contracts/github-openapi.json', import.meta.url)
  loaded ??= new Contract(JSON.parse(readFileSync(file, 'utf8')) as Document, {
    multiSegment: new Set(['ref', 'path', 'branch', 'basehead']),
    everywhere: new Set([304, 401, 403, 404, 429, 500, 502, 503]),
  })
  return loaded
}
