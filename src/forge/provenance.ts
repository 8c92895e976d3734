/**
 * The trust in the content of a pull request and of a commit.
 *
 * Anyone with push access can write a pull request's text and a commit's message, author, committer and email. A
 * forged record must not make Fairlead write, close or hold back anything. So records count only if the forge vouches
 * for them: our token's account opened the pull request, and our token's account created the commit.
 *
 * - **GitHub**: GitHub itself sets `viewerDidAuthor` and the author's id of a pull request. A commit counts if GitHub
 *   has signed it and it names our account as its author. GitHub signs commits that are created through its API and
 *   pages, with the requesting account as the author, but not if the request sets an author or committer ("Signature
 *   verification for bots",
 *   https://docs.github.com/en/authentication/managing-commit-signature-verification/about-commit-signature-verification;
 *   `createCommitOnBranch`, https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch). There is
 *   one exception, in which somebody else may have written the message: a squash merge sets the author of the pull
 *   request as the author of the commit. So a commit that a merge created does not count on a branch that is not
 *   merged.
 * - **GitLab**: GitLab itself sets the author's id of a merge request. It vouches for no commits: the Commits API
 *   accepts any author (https://docs.gitlab.com/api/commits/#create-a-commit-with-multiple-files-and-actions), and an
 *   instance that signs the commits it creates also signs a squash commit, whose message comes from whoever merges.
 * - **local**: a plain git remote has no accounts.
 */

/**
 * The trust in a commit.
 *
 * - `vouched`: the forge confirms that our account created this commit, including its message.
 * - `unvouched`: the forge would confirm it if the commit was ours, but does not.
 * - `untold`: this forge vouches for no commits. The files of such a commit can be trusted as facts, its message
 *   cannot.
 */
export type Provenance = 'vouched' | 'unvouched' | 'untold'

/** Reports whether the forge vouches for a commit: then the records in its message are ours. */
export function vouchesFor(commit: { readonly provenance: Provenance }): boolean {
  return commit.provenance === 'vouched'
}

/** Reports whether our token's account opened a pull request; if there are no accounts, always true. */
export function isOurs(request: { readonly own: boolean }): boolean {
  return request.own
}
