import { suggestion } from '../../errors.ts'
import type { Check, Found, Findings } from '../check.ts'
import { fault, note, ok, orOk, sentence, unknown, warning } from '../check.ts'
import type { GitHubApi } from './github-api.ts'
import type { GitHubPorts } from './ports.ts'
import { baseOf, kindOf, openBecause } from './ports.ts'

export const baseIsThere: Check<GitHubPorts> = {
  id: 'github/base',
  title: 'The base branch',
  level: 'fault',
  description: 'The base branch does not exist; this is a note if it is not the default branch.',
  async run(ports) {
    const { api } = ports
    const repository = await api.getRepository()
    const base = await baseOf(ports)
    if (!repository.given || base === undefined) return [noRepository]
    const answer = await api.getBranch(base)
    if (!answer.given && answer.status === 404) {
      const branches = await api.listBranches()
      const known = branches.given ? branches.data.map(({ name }) => name) : []
      return [
        known.length === 0
          ? fault(`${api.repository} has no branches.`, 'Push a first commit to it.')
          : fault(`${api.repository} has no branch "${base}".`, `Set base. ${suggestion(base, known)}`),
      ]
    }
    if (!answer.given) return openBecause(answer)
    const { default_branch: standard } = repository.data
    return [
      base === standard
        ? ok(`The base branch ${base} exists; it is the default branch.`)
        : note(
            `The base branch ${base} exists; the default branch is ${standard}.`,
            'Apps whose targetRevision is HEAD follow the default branch.',
          ),
    ]
  },
}

/** Used if the repository is not accessible; another check reports the reason. */
const noRepository = unknown('The infra repo is not accessible, so this could not be checked.')

type Rules = Extract<Awaited<ReturnType<GitHubApi['getRules']>>, { given: true }>['data']

/** Checks what the base requires for a merge, in rulesets and in the classic branch protection. */
export const baseIsProtected: Check<GitHubPorts> = {
  id: 'github/protection',
  title: 'Requirements for merging',
  level: 'fault',
  description:
    'The requirements for merging into the base branch: no review required (warning); no status check required, signed commits or a merge queue required (note); a linear history required that the merge settings make impossible (error).',
  async run(ports) {
    const { api } = ports
    const base = await baseOf(ports)
    if (base === undefined) return [noRepository]
    const [rules, branch] = [await api.getRules(base), await api.getBranch(base)]
    if (!branch.given)
      return [unknown(`The branch ${base} is not accessible, so its protection could not be checked.`)]
    const isClassic = branch.data.protected
    // On a plan without rulesets, GitHub answers 403, but still reports the classic protection.
    if (!rules.given && !isClassic)
      return [
        unknown(
          sentence(`The rulesets of ${base} could not be read: ${rules.fault.message}`),
          'See Settings > Rules > Rulesets. The plan of a private repository may not include rulesets.',
        ),
      ]
    const list = rules.given ? rules.data : []
    const classicChecks = branch.data.protection.required_status_checks?.contexts ?? []
    const classicReviews = isClassic ? await approvalsOfProtection(api, base) : 0
    return [
      reviews(list, classicReviews, base),
      checks(list, classicChecks, isClassic, base),
      ...(await special(ports, list)),
    ]
  },
}

const rulesets = 'Settings > Rules > Rulesets > New branch ruleset'

/**
 * Returns the number of approvals that the classic protection requires; undefined if only administrators can read it.
 */
async function approvalsOfProtection(api: GitHubApi, base: string): Promise<number | undefined> {
  const answer = await api.getProtection(base)
  return answer.given
    ? (answer.data.required_pull_request_reviews?.required_approving_review_count ?? 0)
    : undefined
}

function reviews(rules: Rules, classic: number | undefined, base: string): Found {
  const found = rules.flatMap((rule) => (rule.type === 'pull_request' ? [rule.parameters] : []))
  const most = Math.max(
    classic ?? 0,
    ...found.map((parameters) => parameters?.required_approving_review_count ?? 0),
  )
  if (most > 0 || found.some((parameters) => parameters?.require_code_owner_review === true))
    return ok(`Merging into ${base} requires a review (${most} ${most === 1 ? 'approval' : 'approvals'}).`)
  if (classic === undefined)
    return note(
      `${base} is protected, but no ruleset requires a review. Only administrators can see whether a classic branch protection does.`,
      'See Settings > Branches: "Require approvals". A token with administration: read can read it.',
    )
  return warning(
    found.length > 0
      ? `Changes to ${base} require a pull request, but no approval.`
      : `${base} does not require a review: anyone with write access can push to it, or merge immediately.`,
    `Add the rule "Require a pull request before merging" with 1 approval at ${rulesets}.`,
  )
}

function checks(rules: Rules, classic: readonly string[], isClassic: boolean, base: string): Found {
  const contexts = rules.flatMap((rule) =>
    rule.type === 'required_status_checks'
      ? (rule.parameters?.required_status_checks ?? []).map(({ context }) => context)
      : [],
  )
  const all = [...new Set([...contexts, ...classic])]
  if (all.length > 0) return ok(`Merging into ${base} requires the status checks ${all.join(', ')}.`)
  return note(
    isClassic
      ? `${base} is protected, but no required status check is known.`
      : `Merging into ${base} requires no status checks.`,
    `With auto-merge, something must be required: a review, or a status check at ${rulesets}.`,
  )
}

/** Returns findings for rules that affect Fairlead's commits and merges. */
async function special(ports: GitHubPorts, rules: Rules): Promise<Found[]> {
  const types = new Set(rules.map(({ type }) => type))
  const found: Found[] = []
  if (types.has('required_signatures'))
    found.push(
      ['fine-grained', 'classic', 'oauth'].includes(kindOf(ports))
        ? note(
            'Commits must be signed. With the token of a user, Fairlead lets GitHub sign them, which takes three more requests.',
          )
        : ok('Commits must be signed. GitHub signs the commits of an App.'),
    )
  if (types.has('merge_queue'))
    found.push(note('Merges go through a merge queue: auto-merge adds the pull request to it.'))
  if (types.has('required_linear_history')) {
    const repository = await ports.api.getRepository()
    const onlyMerges =
      repository.given &&
      repository.data.allow_squash_merge === false &&
      repository.data.allow_rebase_merge === false
    found.push(
      onlyMerges
        ? fault(
            'A linear history is required, but the repository allows only merge commits: nothing can be merged.',
            'Allow squash merging in Settings > General > Pull Requests.',
          )
        : note('A linear history is required: with auto-merge, use merge-method squash or rebase.'),
    )
  }
  return found
}

/** Checks the rules for the branches that Fairlead creates. */
export const branchesMayBeMade: Check<GitHubPorts> = {
  id: 'github/branches',
  title: 'Permission to create branches',
  level: 'warning',
  description: 'A ruleset may prevent Fairlead from creating or updating branches `fairlead/**`.',
  async run({ api }): Promise<Findings> {
    const answer = await api.getRules('fairlead/doctor')
    if (!answer.given) return openBecause(answer)
    const stopping: Readonly<Record<string, string>> = {
      creation: 'Restrict creations',
      update: 'Restrict updates',
      branch_name_pattern: 'a pattern for branch names',
      pull_request: 'Require a pull request before merging',
    }
    const hindering: Readonly<Record<string, string>> = {
      non_fast_forward: 'Block force pushes',
      deletion: 'Restrict deletions',
      commit_message_pattern: 'a pattern for commit messages',
      commit_author_email_pattern: 'a pattern for the author email',
      committer_email_pattern: 'a pattern for the committer email',
    }
    const hint =
      'Exclude fairlead/** from the ruleset ("Exclude by pattern"), or allow the App to bypass it ("Bypass list"). GitHub does not report whether the App already can.'
    const found = [...new Set(answer.data.map(({ type }) => type))].flatMap((type) => {
      const [stops, hinders] = [stopping[type], hindering[type]]
      if (stops !== undefined)
        return [
          warning(`A ruleset for fairlead/** may prevent Fairlead from creating branches: ${stops}.`, hint),
        ]
      return hinders === undefined
        ? []
        : [note(`A ruleset for fairlead/** may cause problems: ${hinders}.`, hint)]
    })
    return orOk(found, 'No ruleset prevents Fairlead from creating branches (fairlead/**).')
  },
}
