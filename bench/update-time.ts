import { measure, median, ratio } from './measure.ts'
import { Server } from './server.ts'
import type { Subject } from './subject.ts'
import { count, seconds, times } from './table.ts'
import { wayNames, ways } from './ways.ts'

/** The time of an update compared with a manual workflow, against the same server. */
export const updateTime: Subject = {
  name: 'update-time',
  async measure(scale, say) {
    const rows: string[][] = []
    for (const files of scale.sizes(10, 1000, 4000)) {
      say(`${files} files`)
      await using server = await Server.start(files)
      const parts = wayNames.map((name) => ({ ...ways[name](server), name }))
      const found = await measure(parts, scale.rounds)
      const clone = found.get('clone, edit, push')
      for (const name of wayNames) {
        const own = found.get(name)
        rows.push([
          name,
          count(files),
          seconds(median((own ?? []).map((one) => one.wall))),
          times(ratio(own, clone, 'wall')),
          times(ratio(own, clone, 'processor')),
        ])
      }
    }
    return [
      {
        title: 'Time of an update',
        about:
          'From the start of the process to its end, including the time of the server on the same machine. There is no network in between, which favours the clone. "Processor" is the processor time of the client. Aim: less than half of the clone at 4,000 files.',
        columns: ['way', 'files', 'time', 'time vs. clone', 'processor vs. clone'],
        rows,
      },
    ]
  },
}
