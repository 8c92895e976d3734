import { describeFaults, update, web } from '../support/gitlab-faults.ts'

describeFaults({ name: 'an update that opens a merge request', step: update(web('1.2.0')) })
