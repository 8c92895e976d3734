import type { Account, Approval } from '../forge/approvals.ts'
import type { Facts, JudgedApproval } from './model.ts'
import { isBotName } from './policy.ts'
import { shownSpan, shownTime } from './when.ts'
import { isAmong, isSameName } from '../forge/approvals.ts'

/** The approvals that count, by person and by result. */

/**
 * The least number of hexadecimal digits that bind an approval to a result. With fewer digits, an author could find
 * two changes whose digests start with the same digits. With 32 digits, that takes 2^64 tries.
 */
export const LEAST_DIGITS = 32

/** A condition that an approval must satisfy to count. */
export interface ApprovalRule {
  /** Stable, for tests and documents. */
  readonly id: string
  /** The condition, as a sentence for the documents. */
  readonly description: string
  /** Whether the rule is about the person who approved, whatever they approved. */
  readonly isOfPerson: boolean
  /**
   * Returns why the approval does not count, as a sentence without a full stop; undefined if the rule does not
   * exclude it.
   */
  judge(approval: Approval, facts: Facts): string | undefined
}

/** The conditions for an approval, in the order in which they are reported. */
export const approvalRules: readonly ApprovalRule[] = [
  {
    id: 'program',
    description:
      'A program cannot approve: neither a bot of the forge nor an account that the policy lists as a bot.',
    isOfPerson: true,
    judge: ({ by }, { policy }) => (isBot(by, policy.bots) ? 'it is a program' : undefined),
  },
  {
    id: 'author',
    description: 'The author of the change cannot approve it.',
    isOfPerson: true,
    judge: ({ by }, { people: { author } }) =>
      author !== undefined && isSame(by, author) ? 'they wrote the change' : undefined,
  },
  {
    id: 'starter',
    description:
      'If a program opened the request, the person who started the run that created the change cannot approve it.',
    isOfPerson: true,
    judge: ({ by }, { people: { starter } }) =>
      starter !== undefined && isSame(by, starter)
        ? 'they started the run that created the change'
        : undefined,
  },
  {
    id: 'pusher',
    description: 'Anyone who pushed a commit of the change cannot approve it.',
    isOfPerson: true,
    judge: ({ by }, { people: { pushers = [] } }) =>
      pushers.some((pusher) => isSame(by, pusher)) ? 'they pushed a commit of the change' : undefined,
  },
  {
    id: 'whole-digest',
    description: `An approval names at least ${LEAST_DIGITS} hexadecimal digits of the digest that was approved: fewer can be forged.`,
    isOfPerson: false,
    judge: ({ digest }) =>
      /^[0-9a-f]*$/i.test(digest) && digest.length >= LEAST_DIGITS
        ? undefined
        : `it names no digest of at least ${LEAST_DIGITS} hexadecimal digits`,
  },
  {
    id: 'same-result',
    description: 'The approved result is exactly the current result of the change, for every object.',
    isOfPerson: false,
    judge({ digest: seen, head }, { change: { digest }, since }) {
      if (digest === undefined) return 'the change has no digest now'
      if (digest.startsWith(seen.toLowerCase())) return undefined
      const apps = head === undefined ? undefined : since.get(head)
      const why =
        apps === undefined
          ? ''
          : apps.length === 0
            ? ', because the base has moved since'
            : `, because ${apps.slice(0, 5).join(', ')}${apps.length > 5 ? ' and others' : ''} changed since`
      return `it is for another result (${seen.slice(0, LEAST_DIGITS).toLowerCase()})${why}`
    },
  },
  {
    id: 'not-ahead',
    description: 'The date of the approval is not in the future.',
    isOfPerson: false,
    judge: ({ at }, { now }) => (at > now ? `its date, ${shownTime(at)}, is in the future` : undefined),
  },
  {
    id: 'max-age',
    description: 'The approval is not older than the policy allows.',
    isOfPerson: false,
    judge: ({ at }, { now, policy: { maxAge } }) =>
      maxAge === undefined || now - at <= maxAge ? undefined : `it is older than ${shownSpan(maxAge)}`,
  },
]

/**
 * Reports whether two accounts are the same person. Names are also compared, because an alias that differs only in
 * case is the same person.
 */
export function isSame(a: Account, b: Account): boolean {
  return a.id === b.id || isSameName(plain(a.name), plain(b.name))
}

/** Returns a name without characters that cannot be seen, and with one spelling of those that look the same. */
function plain(name: string): string {
  return name.normalize('NFKC').replaceAll(/[\p{Default_Ignorable_Code_Point}\s]/gu, '')
}

/** Reports whether an account is a program, by the forge, by its name, or by the policy. */
export function isBot({ name, isBot: isMarked }: Account, bots: readonly string[]): boolean {
  return isMarked || isBotName(name) || isAmong(name, bots)
}

/**
 * Returns each approval of the change with the reason why it does not count. Of two equal approvals by one person,
 * the newer is used.
 */
export function judgedApprovals(facts: Facts, rules: readonly ApprovalRule[]): JudgedApproval[] {
  const newest: Approval[] = []
  for (const approval of facts.approvals.toSorted((a, b) => b.at - a.at))
    if (
      !newest.some(
        ({ by, digest, note }) =>
          by.id === approval.by.id && digest === approval.digest && note === approval.note,
      )
    )
      newest.push(approval)
  return newest.map((approval) => {
    const found = rules.flatMap(({ isOfPerson, judge }) => {
      const why = judge(approval, facts)
      return why === undefined ? [] : [{ isOfPerson, why }]
    })
    return { approval, isExact: found.every(({ isOfPerson }) => isOfPerson), why: found[0]?.why }
  })
}

/** Returns why somebody may not approve this change, whatever result they saw; undefined if they may. */
export function whyPartial(
  by: Account,
  facts: Facts,
  rules: readonly ApprovalRule[] = approvalRules,
): string | undefined {
  const none: Approval = { by, digest: '', at: 0, head: undefined, note: undefined }
  const found = rules.flatMap(({ isOfPerson, judge }) => (isOfPerson ? (judge(none, facts) ?? []) : []))
  return found[0]
}

/** Returns the members of teams, as far as they can be read, and the names of the teams that cannot be read. */
export function membersOf(names: readonly string[], { teams }: Facts['people']) {
  const found = names.map((name) => teams.find((team) => isSameName(team.name, name))?.members)
  return {
    members: found.flatMap((members) => members ?? []),
    unread: names.filter((_, i) => found[i] === undefined),
  }
}

/** Reports whether a name is the name of a team that the forge returned. */
export function isTeamOf({ teams }: Facts['people'], name: string): boolean {
  return teams.some((team) => isSameName(team.name, name))
}

/** Reports whether the policy names somebody, by name or as a member of a team. */
export function isNamed(account: Account, { policy, people }: Pick<Facts, 'policy' | 'people'>): boolean {
  const { members } = membersOf(policy.teams, people)
  return [...accountsOf(policy.users, people), ...members].some(({ id }) => id === account.id)
}

/**
 * Returns the accounts of names, as the forge knows them. If only the name is known, it is compared exactly: a name
 * that differs in case may belong to somebody else, and nobody may be let in by mistake.
 */
export function accountsOf(names: readonly string[], { users }: Pick<Facts['people'], 'users'>): Account[] {
  return names.map(
    (name) => users?.find((user) => isSameName(user.name, name)) ?? { id: name, name, isBot: false },
  )
}

/** Returns the people whose approval of exactly this change counts, each once. */
export function approvers(judged: readonly JudgedApproval[]): Account[] {
  const found: Account[] = []
  for (const { approval, why } of judged)
    if (why === undefined && !found.some((one) => isSame(one, approval.by))) found.push(approval.by)
  return found
}
