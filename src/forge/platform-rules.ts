/**
 * What a platform's own rules demand of commits, branches and tokens, by the words in which it refuses. Such a refusal
 * is an answer and no failure: somebody set the rule on purpose, and trying again does not help.
 *
 * Sources: https://docs.gitlab.com/user/project/repository/push_rules/ and gitlab-org/gitlab ee/lib/ee/gitlab/checks/
 * push_rules; https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets
 */
interface PlatformRule {
  readonly words: RegExp
  readonly cure: string
}

const rules: readonly PlatformRule[] = [
  {
    words:
      /commit message (does not follow|contains the forbidden pattern)|commit_message_pattern|commit message (must|does not match|.*matching pattern)/i,
    cure: 'Give a message that the rule takes with commit-message.',
  },
  {
    words:
      /branch name (does not follow|must|.*does not match)|branch_name_pattern|creations being restricted/i,
    cure: 'Give a name that the rule takes with branch.',
  },
  {
    words:
      /(author|committer)('s)? e-?mail .*(does not follow|must|is not a verified)|only push commits if the committer email|(author|committer)_email_pattern|is not a member of team|cannot push commits for/i,
    cure: "The rule wants another author's email: use the token of an account whose email it takes, or exempt the token's account from the rule.",
  },
  {
    words: /commit must be signed|unsigned commit|reject unsigned|verified signatures?|required_signatures/i,
    cure: "The rule wants signed commits: on GitHub use a GitHub App's token, whose commits GitHub signs; on GitLab let the instance sign what its API commits, or exempt the token's account.",
  },
  {
    words: /workflows? permission|without `?workflows?`? (permission|scope)/i,
    cure: 'Files below .github/workflows take the permission workflows: write. Give it to the GitHub App, or leave these files out.',
  },
  {
    words: /ip allow ?list|ip address .*(not allowed|not permitted)|ip restriction/i,
    cure: "The organization allows certain addresses only: run the job on a runner whose address is on its IP allow list, or add the runner's address.",
  },
  {
    words:
      /file name .*(prohibited|blacklisted|denied)|file (path|extension)s? .*restricted|file_path_restriction|secrets? (was|were)? ?(detected|found)|secret_scanning|push protection|GH009/i,
    cure: 'The rule forbids these files or what is in them: leave them out with add-paths, or remove the secret.',
  },
  {
    words: /larger than|exceeds .*(file size|limit)|file_size|GH001/i,
    cure: 'A file is larger than the rule allows: keep it in Git LFS, or leave it out with add-paths.',
  },
]

/** That nobody may push to a branch, whatever is pushed. */
const protection: PlatformRule = {
  words:
    /changes must be made through a (pull|merge) request|GH006|GH013|repository rule violations|protected branch hook declined|not allowed to push/i,
  cure: 'The branch is protected: set method: pull-request, or allow the account of the token to push to it.',
}

/** A program on the server, which has words of its own. */
const hook: PlatformRule = {
  words: /GL-HOOK-ERR|pre-receive hook declined|PRE-RECEIVE:/,
  cure: 'A hook of the server decides that, and its own words say what it wants.',
}

/** What to do about a refusal by a rule of the platform; undefined where these are no words of one. */
export function platformCure(reason: string): string | undefined {
  return [...rules, protection, hook].find(({ words }) => words.test(reason))?.cure
}

/** The same for a rule of what is pushed; undefined for one of who may push. */
export function cureOfRule(reason: string): string | undefined {
  return rules.find(({ words }) => words.test(reason))?.cure
}
