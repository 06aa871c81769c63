// Run before the npm scripts: installs the development dependencies when they are missing or out of step.
import { fileURLToPath } from 'node:url';

import { installLocked, requireSupportedNode } from './lockedInstall.mjs';

requireSupportedNode();
installLocked(fileURLToPath(new URL('../../', import.meta.url)), 'the development dependencies');
