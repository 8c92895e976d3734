/** The compared ways to write a new tag to the infra repo. */
import { appName, valuesFile } from './infra.ts'
import type { Part } from './measure.ts'
import { fairlead } from './program.ts'
import type { Server } from './server.ts'

/** One way. Every run of it creates its own pull request or branch. */
export type Way = (server: Server, counted?: boolean) => Part

let runs = 0
const branch = () => `bench-${++runs}`

const byKey = ['--values-file', valuesFile, '--key', 'image.tag', '--image-tag', '1.1.0']
const image = ['--image', `ghcr.io/acme/${appName(0)}`, '--image-tag', '1.1.0']
const byApp = ['--app', appName(0), '--environment', 'dev', ...image]

export const ways = {
  'GitHub, file and key': github(byKey),
  'GitHub, app and environment': github(byApp),
  'plain git, file and key': plain(byKey),
  'plain git, app and environment': plain(byApp),
  'clone, edit, push': clonePush,
} as const satisfies Record<string, Way>

export type WayName = keyof typeof ways
export const wayNames = Object.keys(ways) as WayName[]

function github(place: readonly string[]): Way {
  return (server, counted) => ({
    name: 'update',
    command: fairlead('update', '--repository', 'acme/infra', ...place),
    environment: server.environment(counted),
    fresh: () => ['--branch', branch()],
  })
}

function plain(place: readonly string[]): Way {
  return (server, counted) => ({
    name: 'update',
    command: fairlead(
      'update',
      '--forge',
      'local',
      '--repository',
      `${server.url(counted)}/acme/infra.git`,
      ...place,
    ),
    environment: server.environment(counted),
    fresh: () => ['--branch', branch()],
  })
}

/**
 * Does what workflows do by hand. Creating the pull request, which is not measured here, would take additional time.
 */
function clonePush(server: Server, counted?: boolean): Part {
  const script = `set -e
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    git clone --quiet --depth 1 "$1" "$folder"
    cd "$folder"
    sed -i.bak 's/tag: 1.0.0/tag: 1.1.0/' ${valuesFile} && rm ${valuesFile}.bak
    git commit --quiet --all --message 'Update'
    git push --quiet origin "HEAD:refs/heads/$2"`
  const person = { NAME: 'bench', EMAIL: 'bench@example.com' }
  return {
    name: 'clone',
    command: ['bash', '-c', script, 'bash', server.remote(counted)],
    environment: Object.fromEntries(
      Object.entries(person).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]),
    ),
    fresh: () => [branch()],
  }
}
