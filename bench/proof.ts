import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { application } from '../test/support/infra.ts'
import { hasTools, realTools } from '../test/support/helm.ts'
import type { Files } from './infra.ts'
import { appName, repoOfFiles, writeFolder } from './infra.ts'
import type { Part } from './measure.ts'
import { measure, median, ratio } from './measure.ts'
import { fairlead } from './program.ts'
import type { Subject } from './subject.ts'
import { count, seconds, times } from './table.ts'

const web = ['--app', `${appName(0)}-prod`, '--image', 'ghcr.io/acme/web']
const asked = [...web, '--image-tag', '1.0.1', '--dry-run']

/** The cost of the proof of a bump, by the number of affected apps. */
export const proof: Subject = {
  name: 'proof',
  async measure(scale, say) {
    if (!hasTools) return []
    const folder = mkdtempSync(join(tmpdir(), 'bench-proof-'))
    try {
      const { helm } = realTools(4)
      const rows: string[][] = []
      for (const touched of scale.sizes(1, 10, 40)) {
        say(`${count(touched)} touched apps`)
        const path = join(folder, String(touched))
        writeFolder(path, sharing(touched))
        const bump = (verify: string): Part => ({
          name: verify,
          command: fairlead('bump', '--path', path, ...asked, '--helm-path', helm, '--verify-render', verify),
        })
        const script = `for i in $(seq ${2 * touched}); do "$0" template web "$1" --values "$2"; done`
        const chart = join(path, 'charts/web')
        const bare: Part = {
          name: 'helm',
          command: ['bash', '-c', script, helm, chart, join(chart, 'values-prod.yaml')],
        }
        const found = await measure([bump('never'), bump('always'), bare], scale.rounds)
        const walls = (name: string) => median((found.get(name) ?? []).map(({ wall }) => wall))
        const [without, proved] = [walls('never'), walls('always')]
        rows.push([
          count(touched),
          seconds(without),
          seconds(proved),
          seconds((proved - without) / touched),
          times(ratio(found.get('always'), found.get('never'), 'wall')),
          times((proved - without) / walls('helm')),
        ])
      }
      return [
        {
          title: 'A bump that is verified by rendering',
          about:
            '`fairlead bump --dry-run` with `verify-render: never` and `always`, in a repo of 1,000 files. The first column is the number of apps that read the value. Each of them is rendered twice, without and with the change. The last column is the added time, relative to the same number of runs of `helm template` alone, one after the other.',
          columns: ['touched apps', 'never', 'always', 'added per app', 'always : never', 'added : helm'],
          rows,
        },
      ]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Returns a repo in which this many apps of one environment share a chart and its values. It also has other apps. */
function sharing(apps: number): Files {
  const files = repoOfFiles(1000)
  for (const [path, text] of Object.entries(files))
    if (path.startsWith(`charts/${appName(0)}/`) && !path.includes('/templates/'))
      files[path.replace(appName(0), 'web')] = text.replaceAll(appName(0), 'web')
  files['charts/web/templates/image.yaml'] =
    `apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Release.Name }}}\nspec: {containers: [{name: web, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}]}\n`
  for (let i = 0; i < apps; i++)
    files[`clusters/prod/${appName(i)}.yaml`] = application(appName(i), 'prod').replace(
      `charts/${appName(i)}`,
      'charts/web',
    )
  return files
}
