/** The program that a test runs inside of a bed. It creates a namespace with the given name, and prints all names. */
import { chosen } from '../chosen.ts'
import { Kube } from '../kube.ts'

const { cluster } = chosen({ FAIRLEAD_BED_KUBECONFIG: process.env['KUBECONFIG'] })
if (cluster === undefined) throw new Error('KUBECONFIG is not set')
const kube = new Kube(cluster)
const kind = { apiVersion: 'v1', kind: 'Namespace' }
await kube.create({ ...kind, metadata: { name: process.argv[2] ?? '' } })
process.stdout.write((await kube.list(kind)).map(({ metadata }) => `${metadata.name}\n`).join(''))
await kube.close()
