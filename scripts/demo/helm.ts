/** Prints where a helm is that npm brings: the one of the tests. */
import { hasTools, realTools } from '../../test/support/helm.ts'

if (!hasTools) throw new Error('npm has one for Linux x64 only')
process.stdout.write(realTools(4).helm)
