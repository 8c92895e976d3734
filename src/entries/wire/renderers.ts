import { renderersCommand, runRenderers } from '../../commands/renderers.ts'
import { emptyConfig } from '../../config/config.ts'
import { inputError } from '../../errors.ts'
import { wayFrom } from '../../files/outputs.ts'
import { writeFiles } from '../../files/write.ts'
import { defineCommand } from '../define.ts'
import { noProgramInputs } from './program-inputs.ts'
import { supplyWithoutKeeping } from './programs.ts'

export const command = defineCommand(renderersCommand, async (values, wiring) => {
  // The downloads are not kept, because an image would then contain them twice.
  const supply = supplyWithoutKeeping(emptyConfig, { ...noProgramInputs, ...values }, wiring)
  return runRenderers(values, {
    supply,
    write: async (name, files) => {
      const { folder, rest, obstacle } = wayFrom(name, wiring.context)
      if (obstacle) throw inputError(`bin-dir ${name}: ${obstacle.path} is ${obstacle.what}`)
      writeFiles(
        folder,
        files.map((file) => ({ ...file, path: [...rest, file.path].join('/') })),
      )
    },
  })
})
