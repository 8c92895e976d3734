// Loaded before a program: writes its peak memory, in KB, when it ends.
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  writeFileSync(process.env['BENCH_PEAK_FILE'] ?? '', String(process.resourceUsage().maxRSS))
})
