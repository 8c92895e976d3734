/** A `/tmp` of its own for a program that writes to a fixed path there, so that two beds do not meet in it. */
import { run } from './run.ts'

/**
 * The first folder takes the place of `/tmp` for the command. Of what was in `/tmp`, the other folders stay where they
 * were, those that the command reads and writes.
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
 * The same command, with `/tmp` replaced by a folder. Where the machine allows no mounts, as after sudo, it is left as
 * it is.
 *
 * @param folder takes the place of `/tmp`
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
