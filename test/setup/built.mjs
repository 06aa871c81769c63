// Builds the package for what runs it, unless PACKAGE_IS_BUILT says that it is, as in continuous integration.
import { fileURLToPath } from 'node:url';

import { run } from './lockedInstall.mjs';

if (process.env.PACKAGE_IS_BUILT !== '1') {
	console.log('Building the package …');
	run(fileURLToPath(new URL('../../', import.meta.url)), ['run', 'build']);
}
