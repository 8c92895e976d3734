import type { Renders } from '../parents/renders.ts'
import type { Declarations } from './declared.ts'

/** One revision with everything that is needed to render its apps. */
export interface RenderSide {
  readonly declarations: Declarations
  readonly renders: Renders
}
