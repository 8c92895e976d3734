/** Prints the path of the helm that the tests install with npm. */
import { hasTools, realTools } from '../../test/support/helm.ts'

if (!hasTools) throw new Error('npm only has helm for Linux x64')
process.stdout.write(realTools(4).helm)
