/**
 * The second program: it says what the cluster itself shows of a commit, so that what `fairlead sync` says of it can be
 * held against it. It shares no code with Fairlead nor with the other tests, knows nothing of Argo CD, and reads only the
 * files of the commit and the API server.
 *
 * Its first line of input is what it works with; each further line is a question with an id, and is answered by a line.
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
