/**
 * What may be believed of a pull request and of a commit.
 *
 * A pull request's text, a commit's message, its author, committer and e-mail can be written by whoever may push.
 * So that a forged record makes us write nothing, close nothing and hold nothing back, records count only where the
 * forge vouches for them: the pull request was opened by the account of our token, and the commit was made by it.
 *
 * - **GitHub**: `viewerDidAuthor` and the author's id of a pull request are the forge's own word. A commit counts where GitHub has signed
 *   it, and names our account as its author: GitHub signs what is made through its API and pages, with the account
 *   that asked as the author, and nothing that names an author or committer of its own ("Signature verification for
 *   bots", https://docs.github.com/en/authentication/managing-commit-signature-verification/about-commit-signature-verification;
 *   `createCommitOnBranch`, https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch). One
 *   exception has a message that somebody else may have written: merging by squash gives the author of the pull
 *   request as the author of the commit. So what a merge has made counts for nothing on a branch that is not merged.
 * - **GitLab**: the author's id of a merge request is the forge's own word. Of commits there is none: the Commits
 *   API takes any author (https://docs.gitlab.com/api/commits/#create-a-commit-with-multiple-files-and-actions), and
 *   an instance that signs what it makes signs a squash with a message of whoever merges, too.
 * - **local**: a plain git remote knows no accounts.
 */

/**
 * - `vouched`: the forge says that our account made this commit, message and all.
 * - `unvouched`: the forge would say so if it was ours, and does not.
 * - `untold`: this forge vouches for no commit. What such a commit's files hold is a fact, what its message says is not.
 */
export type Provenance = 'vouched' | 'unvouched' | 'untold'

/** Whether the forge vouches for a commit: then what its message records is ours. */
export function vouchesFor(commit: { readonly provenance: Provenance }): boolean {
  return commit.provenance === 'vouched'
}

/** Whether a pull request was opened by the account of our token; where there are no accounts, by anybody. */
export function isOurs(request: { readonly own: boolean }): boolean {
  return request.own
}
