/** A zip file of some files, created by git, which the fake needs anyway. */
import { git } from '../git/process.ts'
import { editTree } from '../git/trees.ts'
import type { FakeProject } from './project.ts'

/** @param files content by path */
export async function zipOf(project: FakeProject, files: Readonly<Record<string, string>>): Promise<Buffer> {
  const edits = new Map<string, { mode: string; oid: string }>()
  for (const [path, content] of Object.entries(files)) {
    edits.set(path, { mode: '100644', oid: await project.store.write('blob', Buffer.from(content)) })
  }
  const tree = await editTree(project.store, undefined, edits)
  return git(project.directory, ['archive', '--format=zip', tree])
}
