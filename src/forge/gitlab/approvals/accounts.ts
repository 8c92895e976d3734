import type { Account } from '../../approvals.ts'

interface Someone {
  readonly id: number
  readonly username: string
  /** Only present in the response for a single account. */
  readonly bot?: boolean | null | undefined
}

/**
 * Converts an account of a GitLab response. In a list, only the names identify bots.
 *
 * Source: https://docs.gitlab.com/user/project/settings/project_access_tokens/#bot-users-for-projects and
 * https://docs.gitlab.com/user/profile/service_accounts/
 */
export function accountIn({ id, username, bot }: Someone): Account {
  const hasName =
    /^((project|group)_\d+_bot(_|\d|$)|service_account_|(ghost|support-bot|alert-bot)\d*$)/i.test(username)
  return { id: String(id), name: username, isBot: hasName || bot === true }
}
