import type { Protection } from '../forge/approvals.ts'
import { FairleadError } from '../errors.ts'
import type { Fault } from '../errors.ts'
import { setupMarkdown, setupText } from '../report/gate/setup.ts'
import type { Result } from './describe.ts'

/**
 * What has to be so for a gate to hold. What is not so, and what could not be read, fails.
 *
 * @param width how many columns a line may take
 */
export function setupResult(
  found: readonly Protection[],
  environment: string,
  width: number,
): Result<{ decision: { description: string }; digest: { description: string } }> {
  const faults = found
    .filter(({ word }) => word !== 'yes')
    .map(({ message, cure }): Fault => ({
      message: message.replace(/\.$/, ''),
      ...(cure !== undefined && { hint: cure }),
    }))
  const [first, ...others] = faults
  return {
    outputs: { decision: '', digest: '' },
    data: {
      environment,
      setup: found.map(({ id, word, message, cure }) => ({ check: id, word, message, cure: cure ?? null })),
    },
    text: setupText(found, environment, width),
    summary: setupMarkdown(found, environment),
    warnings: [],
    ...(first && { failure: new FairleadError('refused', [first, ...others]) }),
  }
}
