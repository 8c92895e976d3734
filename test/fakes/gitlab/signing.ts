/** Commits that GitLab signs itself, and the verification that it reports for any commit. */
import type { Commit, CommitData } from '../git/objects.ts'

const gitlabSignature =
  '-----BEGIN PGP SIGNATURE-----\n\nsigned-by-the-fake-gitlab\n-----END PGP SIGNATURE-----\n'

/** GitLab signs with its own identity, regardless of the author. */
export function signedByGitlab(commit: CommitData): CommitData {
  const committer = { name: 'GitLab', email: 'noreply@gitlab.example.com', date: commit.committer.date }
  return { ...commit, committer, signature: gitlabSignature }
}

/** Returns undefined for a commit without a signature. */
export function verificationOf(commit: Commit): 'verified_system' | 'unverified' | undefined {
  if (commit.signature === undefined) return undefined
  return commit.signature === gitlabSignature ? 'verified_system' : 'unverified'
}
