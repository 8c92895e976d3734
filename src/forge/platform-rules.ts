/**
 * A rule that a platform enforces for commits, branches and tokens, recognized by the text of its rejection. Such a
 * rejection is not a failure: somebody set the rule on purpose, and a retry does not help.
 *
 * Sources: https://docs.gitlab.com/user/project/repository/push_rules/ and gitlab-org/gitlab
 * ee/lib/ee/gitlab/checks/push_rules;
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets
 */
interface PlatformRule {
  readonly words: RegExp
  readonly cure: string
}

const rules: readonly PlatformRule[] = [
  {
    words:
      /commit message (does not follow|contains the forbidden pattern)|commit_message_pattern|commit message (must|does not match|.*matching pattern)/i,
    cure: 'Set commit-message to a message that the rule accepts.',
  },
  {
    words:
      /branch name (does not follow|must|.*does not match)|branch_name_pattern|creations being restricted/i,
    cure: 'Set branch to a name that the rule accepts.',
  },
  {
    words:
      /(author|committer)('s)? e-?mail .*(does not follow|must|is not a verified)|only push commits if the committer email|(author|committer)_email_pattern|is not a member of team|cannot push commits for/i,
    cure: 'The rule requires a different author email: use the token of an account whose email it accepts, or exempt the account of the token from the rule.',
  },
  {
    words: /commit must be signed|unsigned commit|reject unsigned|verified signatures?|required_signatures/i,
    cure: 'The rule requires signed commits: on GitHub use the token of a GitHub App, whose commits GitHub signs; on GitLab configure the instance to sign commits made through its API, or exempt the account of the token.',
  },
  {
    words: /workflows? permission|without `?workflows?`? (permission|scope)/i,
    cure: 'Files under .github/workflows require the permission workflows: write. Give it to the GitHub App, or exclude these files.',
  },
  {
    words: /ip allow ?list|ip address .*(not allowed|not permitted)|ip restriction/i,
    cure: 'The organization allows only certain IP addresses: run the job on a runner whose address is on the IP allow list, or add the address of the runner.',
  },
  {
    words:
      /file name .*(prohibited|blacklisted|denied)|file (path|extension)s? .*restricted|file_path_restriction|secrets? (was|were)? ?(detected|found)|secret_scanning|push protection|GH009/i,
    cure: 'The rule forbids these files or their content: exclude them with add-paths, or remove the secret.',
  },
  {
    words: /larger than|exceeds .*(file size|limit)|file_size|GH001/i,
    cure: 'A file is larger than the rule allows: store it in Git LFS, or exclude it with add-paths.',
  },
]

/** The protection of a branch, which rejects every push regardless of its content. */
const protection: PlatformRule = {
  words:
    /changes must be made through a (pull|merge) request|GH006|GH013|repository rule violations|protected branch hook declined|not allowed to push/i,
  cure: 'The branch is protected: set method: pull-request, or allow the account of the token to push to it.',
}

/** A server-side hook, which writes its own messages. */
const hook: PlatformRule = {
  words: /GL-HOOK-ERR|pre-receive hook declined|PRE-RECEIVE:/,
  cure: 'A hook of the server rejected the change; its message says what it requires.',
}

/** Returns the fix for a rejection by a rule of the platform; undefined if the text does not match any rule. */
export function platformCure(reason: string): string | undefined {
  return [...rules, protection, hook].find(({ words }) => words.test(reason))?.cure
}

/** Returns the fix for a rejection by a rule about the pushed content; undefined for a rule about who may push. */
export function cureOfRule(reason: string): string | undefined {
  return rules.find(({ words }) => words.test(reason))?.cure
}
