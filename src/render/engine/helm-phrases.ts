import { GO_PHRASES } from '../../text/go-phrases.ts'
import type { Phrase } from '../../text/reduced.ts'
import { LEFT_OUT, phrase } from '../../text/reduced.ts'

const PATH = String.raw`[\w.@+-]+(?:\/[\w.@+-]+)*\.(?:yaml|yml|tpl|txt|json|tgz)`
const QUOTED = String.raw`(?:'[^'\n]*'|"[^"\n]*")`
const LIST = `${QUOTED}(?:, ${QUOTED})*`
const KEYS = String.raw`'[\w./-]{1,100}'(?:, '[\w./-]{1,100}')*`

/**
 * Helm's own messages. Text from a schema is not a value, but the data that the schema is compared with is.
 *
 * Source: helm pkg/action, pkg/engine, pkg/chart; santhosh-tekuri/jsonschema kind/kind.go (Helm from 3.18.1 and 4)
 * and xeipuuv/gojsonschema locales.go (before)
 */
export const HELM_PHRASES: readonly Phrase[] = [
  phrase(String.raw`(?:parse error|execution error) at \(${PATH}:\d+(?::\d+)?\):`),
  phrase(String.raw`unclosed action started at ${PATH}:\d+`),
  phrase(String.raw`(?:template: )?\(?${PATH}(?::\d+(?::\d+)?)?\)?:?`),
  phrase(
    String.raw`chart requires kubeVersion: [\w<>=~^|&,. *-]+ which is incompatible with Kubernetes v?[\w.+-]+`,
  ),
  phrase(String.raw`chart\.metadata\.\w+(?: "[\w.+-]{1,60}")?`),
  phrase(String.raw`(?:dependency|alias|condition path) ["'][\w.-]{1,60}["']`),
  phrase(
    String.raw`values don't meet the specifications of the schema\(s\) in the following chart\(s\):(?:\n[\w.-]+:(?=\n))?`,
  ),
  phrase(String.raw`invalid kube version '[\w.+-]+'`),
  phrase(String.raw`failed parsing --set-json data\b`),
  ...GO_PHRASES,
  phrase(String.raw`- at '[\w/.~-]*':`),
  phrase(String.raw`- (?:\(root\)|[\w.[\]-]+):(?: [\w.-]+(?= must be one of| does not match: ))?`),
  phrase(`'(?:all|any|one)Of' failed`),
  phrase(`additional properties ${KEYS} not allowed`),
  phrase(`missing propert(?:y|ies):? ${KEYS}`),
  phrase(String.raw`Additional property [\w.-]+ is not allowed`),
  phrase(String.raw`[\w.-]+ is required`),
  phrase(`does not match pattern ${QUOTED}`),
  phrase(`value must be (?:one of )?${LIST}`),
  phrase(`must be one of the following: ${LIST}`),
  phrase(`(?:does not match|format): ${QUOTED}`),
  phrase(`Does not match (?:pattern|format) ${QUOTED}`),
  phrase(String.raw`(?:max|min)(?:Items|Properties): got \d+, want \d+`),
  phrase(
    String.raw`(\w+): got [\d.,e+-]+, want ([\d.,e+-]+)`,
    ([, keyword, want]) => `${keyword}: got ${LEFT_OUT}, want ${want}`,
  ),
  phrase(String.raw`got \w+, want \w+(?: or \w+)*`),
  phrase(String.raw`Expected: \w+, given: \w+`),
  phrase(String.raw`(?:than or equal to|than|multiple of|at most|at least) -?[\d.]+`),
]
