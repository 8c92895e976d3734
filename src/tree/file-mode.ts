import type { FileMode } from './tree.ts'

const modes: ReadonlySet<string> = new Set<FileMode>(['100644', '100755', '120000', '160000'])

/** Returns a mode as a `FileMode`. Old commits also contain 100664, which git itself reads as 100644. */
export function fileMode(mode: string): FileMode {
  return modes.has(mode) ? (mode as FileMode) : '100644'
}
