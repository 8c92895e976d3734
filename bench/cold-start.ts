import { fileURLToPath } from 'node:url'
import { measure, median, ratio } from './measure.ts'
import type { Part, Times } from './measure.ts'
import { bundle, fairlead } from './program.ts'
import type { Subject } from './subject.ts'
import { seconds, times } from './table.ts'

const bare = 'node -e 0'

/** The time until a command has loaded and printed its output, compared with Node without a program. */
export const coldStart: Subject = {
  name: 'cold-start',
  async measure({ smoke, rounds }, say) {
    const actions = ['update', 'bump', 'pull-request', 'inventory']
    const parts: Part[] = [
      { name: bare, command: [process.execPath, '-e', '0'] },
      { name: 'fairlead --version', command: fairlead('--version') },
      { name: 'fairlead --help', command: fairlead('--help') },
      ...(smoke ? [] : actions).map((name) => ({
        name: `fairlead ${name} --help`,
        command: fairlead(name, '--help'),
      })),
      ...(smoke ? actions.slice(0, 1) : actions).map(failing),
    ]
    say(`${parts.length} commands, ${rounds * 3} rounds`)
    const found = await measure(parts, rounds * 3)
    const base = found.get(bare)
    const row = ({ name }: Part) => {
      const own = found.get(name) ?? []
      const extra = own.map((one, i) => one.wall - (base?.[i]?.wall ?? Number.NaN))
      return [
        name,
        wall(own),
        seconds(median(extra)),
        times(ratio(own, base, 'wall')),
        times(ratio(own, base, 'processor')),
      ]
    }
    return [
      {
        title: 'Cold start',
        about:
          'A process from start to end, compared with Node without a program. The actions get one input that they refuse, so they load, read their inputs and report an error. Aim: at most 0.15 s or 4 times the time of Node alone, whichever is more.',
        columns: ['command', 'time', 'more than Node', 'time vs. Node', 'processor vs. Node'],
        rows: parts.map(row),
      },
    ]
  },
}

const workspace = fileURLToPath(new URL('.', import.meta.url))

/** Returns an action with an invalid input, or without a required one. It fails at once with exit code 2. */
function failing(name: string): Part {
  return {
    name: `dist/${name}.js, refused`,
    command: [process.execPath, bundle(name)],
    environment: { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace, INPUT_PATHS: 'x' },
    exitCode: 2,
  }
}

function wall(values: readonly Times[]): string {
  return seconds(median(values.map((one) => one.wall)))
}
