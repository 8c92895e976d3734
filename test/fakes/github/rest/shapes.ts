/** The JSON that GitHub returns for accounts, repositories and git objects. */
import type { Account } from '../accounts.ts'
import type { Commit } from '../../git/objects.ts'
import { nodeId } from '../node-id.ts'
import type { FakeRepository } from '../repository.ts'
import { githubIdentity, verificationOf } from '../signing.ts'
import type { World } from '../world.ts'
import type { Urls } from './operation.ts'

export const repositoryUrl = (urls: Urls, repository: FakeRepository) =>
  `${urls.api}/repos/${repository.fullName}`
export const repositoryHtml = (urls: Urls, repository: FakeRepository) =>
  `${urls.html}/${repository.fullName}`

export function userShape(urls: Urls, account: Account) {
  const url = `${urls.api}/users/${encodeURIComponent(account.login)}`
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type, account.login),
    avatar_url: `${urls.html}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${urls.html}/${encodeURIComponent(account.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  }
}

const plainLinks = [
  'contributors',
  'deployments',
  'downloads',
  'events',
  'forks',
  'hooks',
  'languages',
  'merges',
  'stargazers',
  'subscribers',
  'subscription',
  'tags',
  'teams',
]

const templateLinks = {
  archive: '/{archive_format}{/ref}',
  assignees: '/assignees{/user}',
  blobs: '/git/blobs{/sha}',
  branches: '/branches{/branch}',
  collaborators: '/collaborators{/collaborator}',
  comments: '/comments{/number}',
  commits: '/commits{/sha}',
  compare: '/compare/{base}...{head}',
  contents: '/contents/{+path}',
  git_commits: '/git/commits{/sha}',
  git_refs: '/git/refs{/sha}',
  git_tags: '/git/tags{/sha}',
  issue_comment: '/issues/comments{/number}',
  issue_events: '/issues/events{/number}',
  issues: '/issues{/number}',
  keys: '/keys{/key_id}',
  labels: '/labels{/name}',
  milestones: '/milestones{/number}',
  notifications: '/notifications{?since,all,participating}',
  pulls: '/pulls{/number}',
  releases: '/releases{/id}',
  statuses: '/statuses/{sha}',
  trees: '/git/trees{/sha}',
}

export function repositoryShape(urls: Urls, repository: FakeRepository) {
  const { settings, fullName, name } = repository
  const url = repositoryUrl(urls, repository)
  const html = repositoryHtml(urls, repository)
  const links = [
    ...plainLinks.map((link) => [`${link}_url`, `${url}/${link}`]),
    ...Object.entries(templateLinks).map(([link, template]) => [`${link}_url`, `${url}${template}`]),
  ]
  const counts = [
    'forks',
    'forks_count',
    'open_issues',
    'open_issues_count',
    'size',
    'stargazers_count',
    'watchers',
    'watchers_count',
  ]
  return {
    id: repository.id,
    node_id: nodeId('Repository', fullName),
    name,
    full_name: fullName,
    owner: userShape(urls, repository.owner),
    private: settings.private,
    visibility: settings.private ? 'private' : 'public',
    html_url: html,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(links),
    clone_url: `${html}.git`,
    git_url: `git://${new URL(html).host}/${fullName}.git`,
    ssh_url: `git@${new URL(html).hostname}:${fullName}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    ...Object.fromEntries(counts.map((count) => [count, 0])),
    default_branch: settings.defaultBranch,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    has_downloads: false,
    archived: settings.archived,
    disabled: false,
    pushed_at: repository.createdAt,
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
  }
}

function commitLinks(urls: Urls, repository: FakeRepository, oid: string) {
  return {
    sha: oid,
    url: `${repositoryUrl(urls, repository)}/git/commits/${oid}`,
    html_url: `${repositoryHtml(urls, repository)}/commit/${oid}`,
  }
}

const treeLink = (urls: Urls, repository: FakeRepository, oid: string) => ({
  sha: oid,
  url: `${repositoryUrl(urls, repository)}/git/trees/${oid}`,
})

export function gitCommitShape(urls: Urls, repository: FakeRepository, commit: Commit) {
  return {
    ...commitLinks(urls, repository, commit.oid),
    node_id: nodeId('Commit', repository.fullName, commit.oid),
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: treeLink(urls, repository, commit.tree),
    parents: commit.parents.map((oid) => commitLinks(urls, repository, oid)),
    verification: verificationOf(commit),
  }
}

/** Returns the account of an identity, by the email address that GitHub assigns to its accounts. */
export function accountByEmail(world: World, email: string): Account | undefined {
  if (email === githubIdentity.email) return world.accounts.add('web-flow')
  const login = /^\d+\+(.+)@users\.noreply\.github\.com$/.exec(email)?.[1]
  return login === undefined ? undefined : world.accounts.find(login)
}

export function commitShape(urls: Urls, world: World, repository: FakeRepository, commit: Commit) {
  const url = `${repositoryUrl(urls, repository)}/commits/${commit.oid}`
  const user = (email: string) => {
    const account = accountByEmail(world, email)
    return account === undefined ? null : userShape(urls, account)
  }
  return {
    ...commitLinks(urls, repository, commit.oid),
    node_id: nodeId('Commit', repository.fullName, commit.oid),
    url,
    comments_url: `${url}/comments`,
    commit: {
      url: `${repositoryUrl(urls, repository)}/git/commits/${commit.oid}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      comment_count: 0,
      tree: treeLink(urls, repository, commit.tree),
      verification: verificationOf(commit),
    },
    author: user(commit.author.email),
    committer: user(commit.committer.email),
    parents: commit.parents.map((oid) => commitLinks(urls, repository, oid)),
  }
}
