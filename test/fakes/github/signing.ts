/** Commits that GitHub signs itself, and the verification that it reports for any commit. */
import { isInstallation, type Token } from './accounts.ts'
import { type Commit, type CommitData, formatCommit, type Identity } from '../git/objects.ts'

const githubSignature =
  '-----BEGIN PGP SIGNATURE-----\n\nsigned-by-the-fake-github\n-----END PGP SIGNATURE-----\n'

export const githubIdentity = { name: 'GitHub', email: 'noreply@github.com' }

export interface Verification {
  readonly verified: boolean
  readonly reason: 'valid' | 'unsigned' | 'unknown_key'
  readonly signature: string | null
  readonly payload: string | null
  readonly verified_at: string | null
}

export function isVerified(commit: CommitData): boolean {
  return commit.signature === githubSignature
}

export function verificationOf(commit: Commit): Verification {
  if (commit.signature === undefined) {
    return { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }
  }
  const verified = isVerified(commit)
  return {
    verified,
    reason: verified ? 'valid' : 'unknown_key',
    signature: commit.signature,
    payload: formatCommit({ ...commit, signature: undefined }),
    verified_at: verified ? commit.committer.date : null,
  }
}

/** GitHub signs with its own identity, regardless of the author. */
export function signedByGithub(commit: Omit<CommitData, 'committer' | 'signature'>): CommitData {
  const committer = { ...githubIdentity, date: commit.author.date }
  return { ...commit, committer, signature: githubSignature }
}

export function identityOf(token: Token, date: string): Identity {
  return { name: token.account.name ?? token.account.login, email: token.account.email, date }
}

/** Through the Git Data API, only the commit of an app is signed, and only if it does not set another identity. */
export function isSignedThroughApi(token: Token, claimsIdentity: boolean): boolean {
  return isInstallation(token) && !claimsIdentity
}
