import semver from 'semver'
import type { Check } from '../check.ts'
import { fault, ok, unknown, warning } from '../check.ts'
import type { HerePorts } from './ports.ts'

/** The same as `engines` in package.json; a test compares the two. */
export const OLDEST_NODE = '20.19.0'
/**
 * The first git that can ignore the settings of the user (GIT_CONFIG_GLOBAL). Source: the release notes of git
 * 2.32.0.
 */
const OLDEST_GIT = '2.32.0'

export const fairleadVersion: Check<HerePorts> = {
  id: 'here/fairlead',
  title: 'Fairlead',
  level: 'ok',
  description: 'The version of Fairlead that runs.',
  run: ({ version }) => [ok(`Fairlead ${version}.`)],
}

export const nodeVersion: Check<HerePorts> = {
  id: 'here/node',
  title: 'Node',
  level: 'fault',
  description: 'Node is older than Fairlead requires.',
  run: ({ node }) => [
    semver.gte(node, OLDEST_NODE)
      ? ok(`Node ${node}.`)
      : fault(
          `Node ${node} is too old for Fairlead.`,
          `Use Node ${OLDEST_NODE} or newer. In GitHub Actions, update the runner, which includes the right version.`,
        ),
  ],
}

export const gitVersion: Check<HerePorts> = {
  id: 'here/git',
  title: 'git',
  level: 'fault',
  description:
    'git is missing or too old. An error with `forge: local`, which needs it; otherwise a warning.',
  async run({ probe, needsGit }) {
    const level = needsGit ? fault : warning
    const use = 'It is required by the forge "local" and by pull-request, but not by update on GitHub.'
    const text = await probe('git', ['--version'])
    if (text === undefined)
      return [level('git is not on PATH.', `Install git ${OLDEST_GIT} or newer. ${use}`)]
    const version = semver.coerce(text)
    if (version === null) return [unknown(`the version of git is not known: ${text.trim()}`, use)]
    return [
      semver.gte(version, OLDEST_GIT)
        ? ok(`git ${version.version}.`)
        : level(`git ${version.version} is too old.`, `Install git ${OLDEST_GIT} or newer. ${use}`),
    ]
  },
}
