/** Commits GitLab signs itself, and what it says about the signature of any commit. */
import type { Commit, CommitData } from '../git/objects.ts'

const gitlabSignature =
  '-----BEGIN PGP SIGNATURE-----\n\nsigned-by-the-fake-gitlab\n-----END PGP SIGNATURE-----\n'

/** GitLab signs as itself, whoever the author is. */
export function signedByGitlab(commit: CommitData): CommitData {
  const committer = { name: 'GitLab', email: 'noreply@gitlab.example.com', date: commit.committer.date }
  return { ...commit, committer, signature: gitlabSignature }
}

/** Nothing for a commit that nobody signed. */
export function verificationOf(commit: Commit): 'verified_system' | 'unverified' | undefined {
  if (commit.signature === undefined) return undefined
  return commit.signature === gitlabSignature ? 'verified_system' : 'unverified'
}
