import type { Account } from '../../forge/approvals.ts'
import type { Facts, JudgedApproval } from '../model.ts'
import { accountsOf, approvers, isNamed, isSame, isTeamOf, membersOf, whyPartial } from '../who.ts'
import { denied, holds, pending } from './rule.ts'
import type { GateRule } from './rule.ts'

/** The rules about people. */

export const writersKnown: GateRule = {
  id: 'writers-known',
  description: 'The gate can read who wrote the change and who pushed its commits.',
  judge({ people: { author, pushers } }) {
    const unread = [
      ...(author === undefined ? ['who wrote the change'] : []),
      ...(pushers === undefined ? ['who pushed its commits'] : []),
    ]
    if (unread.length === 0) return []
    return [
      denied(
        `The gate cannot determine ${unread.join(' and ')}, so an approval may come from them.`,
        'Give the job permission to read that from the forge. With forge: local, set author and pusher.',
      ),
    ]
  },
}

export const approved: GateRule = {
  id: 'approved',
  description:
    'At least as many people as `approvals` requires, all named in `from`, approved exactly this result.',
  judge(facts, judged) {
    const { policy, people } = facts
    const yes = approvers(judged).filter((account) => isNamed(account, facts))
    const missing = policy.approvals - yes.length
    if (missing <= 0)
      return [holds(`${listed(yes, 'and')} approved exactly this (${policy.approvals} required).`)]
    const { members, unread } = membersOf(policy.teams, people)
    if (unread.length > 0)
      return [
        denied(
          `The gate cannot read the team${unread.length === 1 ? '' : 's'} ${unread.join(', ')}, so it cannot determine who can approve.`,
          'Use a token that can read the members, or name people in the policy.',
        ),
      ]
    const named = distinct([...accountsOf(policy.users, people), ...members])
    const left = named.filter((one) => !yes.some((other) => isSame(one, other)))
    const able = left.filter((one) => whyPartial(one, facts) === undefined)
    const why = [...whyOthers(facts, judged), ...whyNotThem(left, facts)]
    const message = `It has ${yes.length} of ${policy.approvals} required approvals${why.map((one) => `; ${one}`).join('')}.`
    return able.length < missing
      ? [
          denied(
            message,
            'Nobody else can approve this change. In the policy of the base branch, add people who are not involved in the change.',
          ),
        ]
      : [pending(message, `${listed(able, 'or')} can approve it.`)]
  },
}

export const codeOwners: GateRule = {
  id: 'code-owners',
  description:
    'With `codeOwners`: for each changed file that has an owner in CODEOWNERS of the base, one of its owners approved exactly this result.',
  judge(facts, judged) {
    const { policy, change, people } = facts
    if (!policy.codeOwners) return []
    const { owned } = change
    if ('fault' in owned) return [denied(`${owned.fault}.`, 'Replace it with a file on the base branch.')]
    const yes = approvers(judged)
    const lacking = owned.flatMap(({ file, owners }) => {
      const isTeam = (owner: string) => owner.includes('/') || isTeamOf(people, bare(owner))
      const { members, unread } = membersOf(owners.filter(isTeam).map(bare), people)
      const all = [...accountsOf(owners.filter((owner) => !isTeam(owner)).map(bare), people), ...members]
      if (yes.some((one) => all.some((owner) => owner.id === one.id))) return []
      return [{ file, owners, unread, able: all.filter((one) => whyPartial(one, facts) === undefined) }]
    })
    const [first] = lacking
    if (owned.length === 0) return [holds('None of its files has an owner in CODEOWNERS of the base.')]
    if (first === undefined) return [holds('The owners of its files approved exactly this.')]
    const more = lacking.length > 1 ? ` and ${lacking.length - 1} more` : ''
    const message = `No owner of ${first.file}${more} has approved it (${first.owners.join(', ')}).`
    if (first.able.length > 0) return [pending(message, `${listed(first.able, 'or')} can approve it.`)]
    return [
      denied(
        message,
        first.unread.length > 0
          ? `The gate cannot read ${first.unread.join(', ')}: use a token that can read the members.`
          : 'None of its owners can approve it. Add another owner in CODEOWNERS of the base branch.',
      ),
    ]
  },
}

/** Returns the reasons why some approvals do not count. */
function whyOthers(facts: Facts, judged: readonly JudgedApproval[]): string[] {
  return judged.flatMap(({ approval: { by }, why }) => {
    if (why !== undefined) return [`the approval of ${by.name} does not count: ${why}`]
    return isNamed(by, facts)
      ? []
      : [`the approval of ${by.name} does not count: the policy does not name them`]
  })
}

/** Returns why people whom the policy names, and who have not tried to approve this change, cannot approve it. */
function whyNotThem(left: readonly Account[], facts: Facts): string[] {
  return left.flatMap((one) => {
    const why = whyPartial(one, facts)
    const hasTried = facts.approvals.some(({ by }) => isSame(by, one))
    return why === undefined || hasTried ? [] : [`${one.name} cannot approve it: ${why}`]
  })
}

function bare(name: string): string {
  return name.replace(/^@/, '')
}

function distinct(accounts: readonly Account[]): Account[] {
  return accounts.filter((one, i) => accounts.findIndex((other) => isSame(one, other)) === i)
}

function listed(accounts: readonly Account[], word: 'and' | 'or'): string {
  const names = accounts.map(({ name }) => name)
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`
}
