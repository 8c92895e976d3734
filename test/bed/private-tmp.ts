/** A private `/tmp` for a program that writes to a fixed path there, so that two beds do not conflict. */
import { run } from './run.ts'

/**
 * Mounts the first folder over `/tmp` for the command. The other folders, which the command reads and writes, stay
 * available at their paths if they are in `/tmp`.
 */
const script = `set -e
private=$1; mkdir -p "$private"; shift
while [ "$1" != -- ]; do
  case $1 in /tmp/*)
    mkdir -p "$private/\${1#/tmp/}"
    mount --bind "$1" "$private/\${1#/tmp/}" ;;
  esac
  shift
done
mount --rbind "$private" /tmp
shift; exec "$@"`

/**
 * Returns the same command, with `/tmp` replaced by a folder. If the machine does not allow mounts, as after sudo,
 * the command is unchanged.
 *
 * @param folder the folder that replaces `/tmp`
 * @param kept the folders that the command needs; only those in `/tmp` matter
 */
export async function withPrivateTmp(
  folder: string,
  kept: readonly string[],
  command: readonly [string, ...string[]],
): Promise<[string, ...string[]]> {
  const allowed = await run('unshare', ['--mount', 'true'], { env: process.env }).then(
    () => true,
    () => false,
  )
  if (!allowed) return [...command]
  return ['unshare', '--mount', 'sh', '-c', script, 'sh', folder, ...kept, '--', ...command]
}
