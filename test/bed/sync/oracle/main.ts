/**
 * The second program. It reports the state of a commit in the cluster, so that the verdicts of `fairlead sync` can be
 * checked against it. It shares no code with Fairlead or with the other tests, knows nothing of Argo CD, and reads
 * only the files of the commit and the API server.
 *
 * Its first line of input is its setup. Each further line is a question with an id, and gets one line as its answer.
 */
import { createInterface } from 'node:readline'
import { Api, FOLLOWED } from './api.ts'
import { History } from './history.ts'
import { Judge } from './judge.ts'
import type { Question } from './judge.ts'
import type { Tools } from './manifests.ts'

interface Setup {
  readonly server: string
  readonly token: string
  readonly tools: Tools
}

type Line = { readonly id: number; readonly question: Question } | { readonly forget: string }

const lines = createInterface({ input: process.stdin })
let judge: Judge | undefined
const history = new History()

lines.on('line', (text) => {
  if (judge === undefined) judge = begin(JSON.parse(text) as Setup)
  else void work(judge, JSON.parse(text) as Line)
})
lines.on('close', () => process.exit(0))

function begin({ server, token, tools }: Setup): Judge {
  const api = new Api(server, token)
  for (const resource of FOLLOWED)
    void api.follow(resource, (object, isGone) => history.take(resource.kind, object, isGone))
  return new Judge(api, history, tools)
}

async function work(asked: Judge, line: Line): Promise<void> {
  if ('forget' in line) return history.forget(line.forget)
  const answer = await asked.answer(line.question).catch((error: unknown) => ({ error: String(error) }))
  process.stdout.write(`${JSON.stringify({ id: line.id, answer })}\n`)
}
