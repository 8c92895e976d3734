import { expect, it } from 'vitest'
import { openLocalForge } from '../../src/forge/local/local-forge.ts'
import type { VersionMove } from '../../src/moves/move.ts'
import { filesWith } from '../../src/moves/values.ts'
import { propose } from '../../src/proposal/propose.ts'
import { memoryTree } from '../../src/tree/memory.ts'
import { draftUpdate } from '../../src/update/draft.ts'
import { builtFrom } from '../../src/update/request.ts'
import { bareRepository, commitFiles, git, show, showRecord } from '../support/git.ts'
import { argoRepo } from '../support/infra.ts'
import { noSource } from '../support/app-repo.ts'
import { open } from '../support/update.ts'

const file = 'charts/web/values-dev.yaml'

/** A move without a bump: web in dev goes back to its previous version. */
const back: VersionMove = {
  app: 'web-dev',
  environment: 'dev',
  cluster: undefined,
  production: false,
  alsoMoves: [],
  image: 'ghcr.io/acme/web',
  file,
  key: 'image.tag',
  document: 0,
  line: 3,
  from: '1.0.0',
  to: '0.9.0',
  fromDigest: undefined,
  digest: undefined,
  order: 'older',
  set: [{ file, document: 0, key: 'image.tag', value: '0.9.0', was: '1.0.0' }],
  notes: [{ text: 'dev ran 0.9.0 until yesterday' }],
}

async function goBack(repository: string) {
  const forge = await openLocalForge({ environment: process.env, repository })
  open.push(forge)
  const origin = { repository: 'acme/web', commit: undefined, serverUrl: undefined, runUrl: undefined }
  const again = () => forge.snapshot({ base: undefined, branches: ['back'], files: [file] })
  return propose(
    {
      key: 'back web-dev',
      branch: 'back',
      isGivenBranch: true,
      draft: (on) =>
        draftUpdate(
          {
            group: { key: 'back web-dev', label: 'web in dev' },
            build: builtFrom({ repository: undefined, commit: undefined }, origin),
            texts: { title: undefined, message: undefined, intro: 'It fails.' },
            mayGoBack: true,
            ports: { forge, appRepo: noSource, origin },
            movesOn: () => Promise.resolve([back]),
            isFound: () => Promise.resolve(false),
            checkProduction: () => Promise.resolve(),
            proofs: () => Promise.resolve([]),
          },
          on,
        ),
      isOfGroup: () => false,
      metadata: { labels: [], assignees: [], reviewers: [], teamReviewers: [], milestone: undefined },
      asDraft: false,
      deleteBranch: false,
      autoMerge: undefined,
      dryRun: false,
    },
    { forge, pace: { sleep: () => Promise.resolve(), random: () => 0 }, snapshot: await again(), again },
  )
}

it('a move that no bump planned becomes a request, which is written anew onto a base that has moved', async () => {
  const repository = bareRepository(argoRepo())
  expect(await goBack(repository)).toMatchObject({ operation: 'created' })
  expect(showRecord(repository, 'back')).toMatchObject({
    title: 'Roll back web-dev in dev to 0.9.0',
    body: expect.stringMatching(
      /It fails\.[^]*`0\.9\.0`[^]*rolls back to an older version[^]*until yesterday/,
    ),
  })

  const before = show(repository, 'main', file)
  commitFiles(repository, 'main', 'Lines above', { [file]: `# first\n# second\n${before}\nreplicas: 2\n` })
  expect(await goBack(repository)).toMatchObject({ operation: 'updated' })
  const changed = git(repository, 'diff', '--unified=0', 'main...back').split('\n').slice(-2)
  expect(changed).toEqual(['-  tag: 1.0.0   # set by CI', '+  tag: 0.9.0   # set by CI'])
  expect(show(repository, 'back', file)).toContain('replicas: 2')
})

it('nothing is written where a place of a planned value is gone', async () => {
  const tree = memoryTree(
    'a newer tree',
    new Map([[file, Buffer.from('image: {repository: ghcr.io/acme/web}\n')]]),
  )
  await expect(filesWith(tree, back.set)).rejects.toThrow('there is no key image.tag')
})
