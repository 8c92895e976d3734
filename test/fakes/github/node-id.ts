/**
 * GitHub's opaque global ids. The ids of the fake contain the key of their object, so that any of them can be looked
 * up.
 */

export type NodeType =
  | 'Repository'
  | 'Ref'
  | 'Commit'
  | 'Tree'
  | 'Blob'
  | 'PullRequest'
  | 'IssueComment'
  | 'Label'
  | 'Milestone'
  | 'User'
  | 'Bot'
  | 'Organization'
  | 'Team'
  | 'Environment'
  | 'Other'

export interface NodeKey {
  readonly type: NodeType
  readonly parts: readonly string[]
}

export function nodeId(type: NodeType, ...parts: readonly string[]): string {
  return `${type.replaceAll(/[a-z]/g, '')}_${Buffer.from(JSON.stringify([type, ...parts])).toString('base64url')}`
}

export function parseNodeId(id: string): NodeKey | undefined {
  try {
    const text = Buffer.from(id.slice(id.indexOf('_') + 1), 'base64url').toString()
    const [type, ...parts] = JSON.parse(text) as [NodeType, ...string[]]
    return { type, parts }
  } catch {
    return undefined
  }
}
