import type { InputDescriptions } from '../describe.ts'

/** The change that is judged where no forge tells of it. */
export const gateInputs = {
  approvals: {
    type: 'text',
    reads: true,
    description:
      'With forge: local: a file with the approvals, as [{"by": "bob", "digest": "…", "at": "2026-11-27T10:00:00Z", "head": "…"}]. A note of "override: REASON" overrides the policy, where it lets that person do so.',
  },
  author: { type: 'text', description: 'With forge: local: who wrote the change.' },
  pusher: { type: 'list', description: 'With forge: local: everybody who pushed a commit of the change.' },
  now: {
    type: 'text',
    description: 'With forge: local: the time that counts, such as 2026-11-27T11:00:00Z. Default: now.',
  },
} as const satisfies InputDescriptions
