import { run } from './measure.ts'
import { Server } from './server.ts'
import type { Subject } from './subject.ts'
import { count, kilobytes, times } from './table.ts'
import { wayNames, ways } from './ways.ts'

/** The requests and bytes of an update, by the size of the infra repo. */
export const traffic: Subject = {
  name: 'traffic',
  async measure(scale, say) {
    const rows: string[][] = []
    for (const files of scale.sizes(10, 1000, 10_000)) {
      say(`${files} files`)
      await using server = await Server.start(files)
      const found = new Map<string, Awaited<ReturnType<Server['counting']>>>()
      for (const name of wayNames) found.set(name, await server.counting(() => run(ways[name](server, true))))
      const clone = found.get('clone, edit, push')
      const bytes = (name: string) => (found.get(name)?.sent ?? 0) + (found.get(name)?.received ?? 0)
      for (const [name, { requests, sent, received }] of found)
        rows.push([
          name,
          count(files),
          count(requests),
          kilobytes(sent),
          kilobytes(received),
          clone === undefined ? '' : times(bytes(name) / bytes('clone, edit, push')),
        ])
    }
    return [
      {
        title: 'Requests and bytes of an update',
        about:
          'From one new tag to the open pull request, compared with a shallow clone, an edit and a push of a branch, without a pull request. Bytes are those of HTTP/1.1 including headers, without TLS and without HTTP compression. Git compresses its own data; the real GitHub also compresses its responses.',
        columns: ['way', 'files', 'requests', 'sent', 'received', 'bytes vs. clone'],
        rows,
      },
    ]
  },
}
