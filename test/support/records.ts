/** Records for tests. */
import type { Draft, SyncEntry } from '../../src/records/entry.ts'
import { syncEntry } from '../../src/records/entry.ts'
import type { StoredEntry } from '../../src/records/read.ts'
import * as v from 'valibot'

export const quickly = {
  sleep: (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds / 20)),
  random: Math.random,
}

/** The pauses that jobs use. */
export const asInJobs = {
  ...quickly,
  sleep: (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds)),
}

/** Returns an entry of one app, without its position in the chain. */
export function draft(id: string, more: Partial<Draft> = {}): Draft {
  return {
    version: 1,
    kind: 'sync',
    id,
    commit: 'c'.repeat(40),
    base: 'b'.repeat(40),
    branch: 'main',
    outcome: 'verified',
    selection: { apps: [], environments: [], clusters: [] },
    apps: [
      {
        app: 'web',
        kind: 'Application',
        namespace: 'argocd',
        environment: 'prod',
        controlPlane: undefined,
        cluster: undefined,
        application: { name: 'web', namespace: undefined },
        controller: { name: 'argocd', version: 'v3.5.7', host: 'argocd.example.com' },
        outcome: 'verified',
        reason: 'it is live and healthy',
        rule: undefined,
        observed: 'c'.repeat(40),
        supersededBy: undefined,
        images: [{ image: 'example.com/web:1', digest: `sha256:${'1'.repeat(64)}`, from: 'pod' }],
        charts: [],
        ended: '2026-11-29T10:00:05Z',
      },
    ],
    begun: '2026-11-29T10:00:00Z',
    ended: '2026-11-29T10:00:05Z',
    run: undefined,
    tool: { name: 'fairlead', version: '0.1.0' },
    ...more,
  }
}

/** Parses the content of an entry. */
export function entryOf({ content }: StoredEntry): SyncEntry {
  return v.parse(syncEntry, JSON.parse(new TextDecoder().decode(content)))
}
